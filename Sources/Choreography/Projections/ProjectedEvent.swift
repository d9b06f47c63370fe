/// A recorded fact on its way into projections; read from its JSON once for all of them.
///
/// Not Sendable: it lives on the database's thread while the projections take it in.
public final class ProjectedEvent {
    /// As it stands in the store.
    public let recorded: EventStore.RecordedEvent

    /// A ``KnownFact`` of the form that was asked for last.
    @usableFromInline var known: AnyObject?

    init(_ recorded: EventStore.RecordedEvent) { self.recorded = recorded }

    /// The fact in today's form.
    ///
    /// - Throws: ``UnreadableFact`` when it cannot be brought up to date.
    @inlinable
    public func fact<Form: FactForm>(as form: Form.Type) throws -> Form.Fact {
        if let known = known as? KnownFact<Form> { return known.fact }
        let fact = try Form.fact(recorded)
        known = KnownFact<Form>(fact)
        return fact
    }
}

/// A fact and the form in which it was read.
@usableFromInline
final class KnownFact<Form: FactForm> {
    @usableFromInline let fact: Form.Fact

    @inlinable
    init(_ fact: Form.Fact) { self.fact = fact }
}
