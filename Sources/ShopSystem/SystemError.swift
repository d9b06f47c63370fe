/// Why the shop cannot be started, stopped or used: what went wrong, where, and what to do.
public struct SystemError: Error, Hashable, CustomStringConvertible {
    /// What kind of trouble.
    public enum Code: Hashable, Sendable {
        /// Another process runs a shop in the same directory.
        case alreadyRunning
        /// No shop runs there.
        case notRunning
        /// An executable is missing.
        case executableMissing
        /// A worker ended, or did not get ready.
        case workerFailed
        /// The broker cannot be reached or refuses.
        case brokerUnavailable
        /// Something that was waited for did not happen in time.
        case timedOut
        /// A file cannot be read or written.
        case fileAccess
        /// A participant's database is missing, damaged, or none of its.
        case unreadableDatabase
        /// What is given as an exported dead letter is none.
        case unreadableRecord
        /// The score knows no such event.
        case unknownEvent
    }

    /// What kind of trouble.
    public let code: Code
    /// What is wrong and what to do; holds no secret.
    public let message: String

    /// An error; `message` must not hold a password.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
