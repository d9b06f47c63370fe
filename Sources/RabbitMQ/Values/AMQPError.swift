/// What went wrong with the broker or on the way to it.
public struct AMQPError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of an error. Open: later versions may add more.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The name of the kind.
        public let description: String
        /// Whether trying again later can help, unless the error itself knows better.
        let isTransient: Bool

        init(_ description: String, transient: Bool = false) {
            self.description = description
            self.isTransient = transient
        }
    }

    /// The kind.
    public let code: Code
    /// What happened, for a person.
    public let message: String
    /// The reply code of the broker, if it was the broker who said so.
    public let brokerCode: UInt16?
    /// Whether trying again later, on a new connection if need be, can help without anybody acting.
    public let isTransient: Bool
    /// What the library underneath said, if anything.
    public let cause: String?
    /// Where in this module the error was made.
    public let location: String

    /// An error.
    public init(
        _ code: Code, _ message: String, brokerCode: UInt16? = nil, isTransient: Bool? = nil,
        cause: String? = nil,
        fileID: String = #fileID, line: Int = #line
    ) {
        self.code = code
        self.message = message
        self.brokerCode = brokerCode
        self.isTransient = isTransient ?? code.isTransient
        self.cause = cause
        self.location = "\(fileID):\(line)"
    }

    /// The kind, the message and what caused it.
    public var description: String {
        "\(code): \(message)\(cause.map { " (\($0))" } ?? "")"
    }

    /// Errors are equal when they say the same; where they were made does not count.
    public static func == (left: Self, right: Self) -> Bool {
        left.code == right.code && left.message == right.message && left.brokerCode == right.brokerCode
            && left.isTransient == right.isTransient && left.cause == right.cause
    }

    /// Hashes what equality compares.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(code)
        hasher.combine(message)
        hasher.combine(brokerCode)
        hasher.combine(isTransient)
        hasher.combine(cause)
    }
}

extension AMQPError.Code {
    /// Nobody listens at the address, or it cannot be reached.
    public static let connectionRefused = Self("connectionRefused", transient: true)
    /// The name of the host cannot be resolved.
    public static let hostNotFound = Self("hostNotFound", transient: true)
    /// No answer in time.
    public static let timedOut = Self("timedOut", transient: true)
    /// The connection broke.
    public static let connectionLost = Self("connectionLost", transient: true)
    /// User or password are wrong.
    public static let authenticationFailed = Self("authenticationFailed")
    /// The user lacks a permission.
    public static let accessRefused = Self("accessRefused")
    /// No such exchange, queue or virtual host.
    public static let notFound = Self("notFound")
    /// What exists differs from what was asked for, or the broker refuses a property or a delivery tag.
    public static let preconditionFailed = Self("preconditionFailed")
    /// Another connection holds the queue exclusively.
    public static let resourceLocked = Self("resourceLocked", transient: true)
    /// The broker closed the channel for another reason.
    public static let channelClosed = Self("channelClosed")
    /// The broker closed the connection.
    public static let connectionClosed = Self("connectionClosed", transient: true)
    /// No TLS session: certificate, host name or protocol version.
    public static let tls = Self("tls")
    /// A value that AMQP cannot carry, or a setting that makes no sense.
    public static let invalidArgument = Self("invalidArgument")
    /// The broker cancelled the consumer: its queue was deleted or its leader moved.
    public static let consumerCancelled = Self("consumerCancelled", transient: true)
    /// Closed from this side.
    public static let alreadyClosed = Self("alreadyClosed")
    /// The peer does not speak AMQP as specified.
    public static let protocolViolation = Self("protocolViolation")
    /// The machine lacks something: memory, file descriptors, threads.
    public static let resourceExhausted = Self("resourceExhausted", transient: true)
}
