public import GRDB

/// What a reaction has at hand before its transaction: a look at its own state, and a stable key.
public struct Preparation: Sendable {
    /// What the delivery said about the event.
    public let context: EventContext

    private let reads: SharedReads

    init(context: EventContext, reads: SharedReads) {
        self.context = context
        self.reads = reads
    }

    /// Reads the participant's own state as it is now. Later events of the same saga wait, so what was read
    /// about this saga still holds when the transaction comes.
    public func read<Value: Sendable>(
        _ query: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        try await reads.read(query)
    }

    /// The key under which an outside provider knows this wish: the same for every attempt, every delivery
    /// and every process, different for every saga and intent.
    public func idempotencyKey(for intent: String) -> String {
        #if MUTANTS
            if Mutant.isOn(.newKeyPerAttempt) {
                return "\(context.correlationID)/\(intent)/\(UInt64.random(in: 0 ... .max))"
            }
        #endif
        return "\(context.correlationID)/\(intent)"
    }
}
