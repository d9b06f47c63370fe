/// A recorded fact on its way into projections; read from its JSON once for all of them.
///
/// Not Sendable: it lives on the database's thread while the projections take it in.
public final class ProjectedEvent {
    /// As it stands in the store.
    public let recorded: EventStore.RecordedEvent

    private var known: (form: any Any.Type, fact: any Sendable)?

    init(_ recorded: EventStore.RecordedEvent) { self.recorded = recorded }

    /// The fact in today's form.
    ///
    /// - Throws: ``UnreadableFact`` when it cannot be brought up to date.
    public func fact<Form: FactForm>(as form: Form.Type) throws -> Form.Fact {
        if let known, known.form == form, let fact = known.fact as? Form.Fact { return fact }
        let fact = try Form.fact(recorded)
        known = (form, fact)
        return fact
    }
}
