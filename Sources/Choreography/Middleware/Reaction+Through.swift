extension Reaction {
    /// The same reaction with its `prepare` going through `middleware`, the first outermost; a reaction that does
    /// not ask the outside stays as it is.
    ///
    /// For what concerns preparing as a whole, such as ``LogCalls`` and ``MeasureCalls``. A ``CircuitBreaker``
    /// belongs around the question to the outside alone, by way of ``Preparation/call``: a `prepare` that finds
    /// nothing to ask would pass for an answer, and would be refused without need.
    public func through(_ middleware: any Middleware...) -> Reaction {
        guard asksOutside else { return self }
        let prepare = prepare
        return Reaction(
            trigger: trigger, decode: decode, asksOutside: asksOutside,
            prepare: { event, preparation in
                try await middleware.handle(preparation.call) { try await prepare(event, preparation) }
            }, react: react)
    }
}
