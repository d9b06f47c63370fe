public import Foundation

/// A fact that one participant states and others react to.
///
/// The JSON form (an object, snake_case, unknown fields ignored) is the contract between participants that
/// are built and deployed apart; a change that an older reader would misread needs a new ``version``.
public protocol Event: Codable, Sendable, Equatable {
    /// The routing key under which it is published.
    static var type: EventType { get }

    /// The version of the JSON form that this type encodes, from 1.
    static var version: Int { get }

    /// What the events of one saga have in common (the order id), published as the AMQP correlation id.
    /// Events with the same one are handled one after the other; nil takes that of the causing event.
    var correlationID: String? { get }

    /// Checks what the shape cannot express: ranges, lengths, non-empty lists.
    func validate() throws(InvalidEvent)

    /// Reads a body that was written as an older version; throws ``InvalidEvent`` for versions it never had.
    static func upcast(_ body: Data, from version: Int) throws -> Self
}

extension Event {
    /// 1, as long as the JSON form has not changed.
    public static var version: Int { 1 }

    /// Nothing to check beyond the shape.
    public func validate() throws(InvalidEvent) {}

    /// There is no older version.
    public static func upcast(_ body: Data, from version: Int) throws -> Self {
        throw InvalidEvent(
            field: nil, reason: "version \(version) of \(Self.type) is not known; known is \(Self.version)",
            kind: .unknownVersion)
    }
}

/// Why a body is not a valid event: names the field, never quotes its value (it may be personal).
public struct InvalidEvent: Error, Hashable, CustomStringConvertible {
    /// The JSON path of the field, as in `lines[0].quantity`; nil when the whole is meant.
    public let field: String?

    /// What is wrong, in words for the sender.
    public let reason: String

    /// The kind of failure that it makes.
    public let kind: Failure.Kind

    /// Names what is wrong and where.
    public init(field: String?, reason: String, kind: Failure.Kind = .invalidValue) {
        self.field = field
        self.reason = reason
        self.kind = kind
    }

    /// `lines[0].quantity: must be at least 1`
    public var description: String { field.map { "\($0): \(reason)" } ?? reason }
}
