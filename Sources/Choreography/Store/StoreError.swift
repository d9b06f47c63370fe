/// Why a participant's database cannot be used: says what, where, and what to do.
public struct StoreError: Error, Hashable, CustomStringConvertible {
    /// What kind of trouble.
    public enum Code: Hashable, Sendable {
        /// Another process has it open as its own.
        case inUse
        /// It was there before and is gone.
        case missing
        /// The file is damaged, or no database.
        case corrupt
        /// The folder or file cannot be read or written.
        case inaccessible
    }

    /// What kind of trouble.
    public let code: Code
    /// The database file.
    public let path: String
    /// What is wrong and what to do.
    public let message: String

    /// The message with the path.
    public var description: String { "\(path): \(message)" }
}
