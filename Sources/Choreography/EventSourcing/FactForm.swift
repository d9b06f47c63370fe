/// The JSON form in which the facts of an aggregate stand in the ``EventStore``.
///
/// What was once written stays readable for ever: whoever changes the form of a type raises its
/// ``version(of:)`` and registers an ``Upcaster`` from the version before; stored rows are never touched.
public protocol FactForm<Fact> {
    /// What has become true.
    associatedtype Fact: Sendable

    /// How older forms become younger ones.
    static var upcasters: Upcasters { get }

    /// The name under which the fact is stored.
    static func type(of fact: Fact) -> String

    /// The version in which facts of `type` are written today, from 1.
    static func version(of type: String) -> Int

    /// The fact as JSON, in today's version.
    static func data(of fact: Fact) throws -> String

    /// Reads today's version; throws ``UnreadableFact`` for a type that it does not know.
    static func fact(type: String, data: String) throws -> Fact
}

extension FactForm {
    /// None, as long as no form has changed.
    @inlinable public static var upcasters: Upcasters { Upcasters() }

    /// 1, as long as no form has changed.
    @inlinable public static func version(of type: String) -> Int { 1 }

    /// Reads a fact of any version that ever was.
    ///
    /// - Throws: ``UnreadableFact`` for a version younger than today's (it is not guessed at) or one that no
    ///   chain of upcasters brings up to date; what the decoder throws.
    @inlinable
    public static func fact(type: String, version: Int, data: String) throws -> Fact {
        let current = Self.version(of: type)
        // Hardly ever otherwise, and the chain of upcasters is made anew each time.
        guard version != current else { return try fact(type: type, data: data) }
        return try fact(type: type, data: upcasters.upcast(data, of: type, from: version, to: current))
    }

    /// Reads a fact of any version that ever was, as ``fact(type:version:data:)`` does.
    @inlinable
    public static func fact(_ recorded: EventStore.RecordedEvent) throws -> Fact {
        try fact(type: recorded.event.type, version: recorded.event.typeVersion, data: recorded.event.data)
    }
}

/// A fact in the store that this program cannot read: it was written by a younger one, or a form is gone.
public struct UnreadableFact: Error, Hashable, CustomStringConvertible {
    /// What kind of fact.
    public let type: String
    /// The version in which it stands in the store.
    public let version: Int
    /// Why, and what would help.
    public let reason: String

    /// Names what is wrong with a fact.
    public init(type: String, version: Int, reason: String) {
        self.type = type
        self.version = version
        self.reason = reason
    }

    /// Names all three.
    public var description: String { "a fact of type \(type), version \(version), cannot be read: \(reason)" }
}
