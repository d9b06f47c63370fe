/// What a participant does when it hears one type of event, or when one of its timers is due.
public struct Reaction: Sendable {
    /// What sets it off.
    public enum Trigger: Hashable, Sendable {
        /// A delivery of this type.
        case event(EventType)
        /// A timer of this name, set by ``Transaction/setTimer(_:for:at:)``.
        case timer(String)
    }

    /// What sets it off.
    public let trigger: Trigger

    /// Decodes and validates a body of the given version. Timers have none.
    let decode: @Sendable (_ body: [UInt8], _ version: Int) throws -> (any Event)?

    /// Whether the outside is asked first.
    let asksOutside: Bool

    /// Asks the outside, where that is needed; never inside a transaction.
    let prepare: @Sendable ((any Event)?, Preparation) async throws -> (any Sendable)?

    /// Changes state and says events, inside the transaction.
    let react: @Sendable ((any Event)?, (any Sendable)?, Transaction) throws -> Void

    /// Reacts to `E` inside the transaction that also holds inbox and outbox.
    ///
    /// - Parameter react: runs on the database's thread and must not block on anything else; it may run
    ///   again for the same event after a rollback. What it throws rolls back this event alone: a
    ///   ``Failure`` as it says, anything else is retried and at last a dead letter.
    public static func on<E: Event>(
        _ type: E.Type, react: @escaping @Sendable (E, Transaction) throws -> Void
    ) -> Reaction {
        Reaction(
            trigger: .event(E.type), decode: { try EventJSON.decode(E.self, version: $1, from: $0) },
            asksOutside: false, prepare: { _, _ in nil },
            react: { event, _, transaction in try react(Self.cast(event), transaction) })
    }

    /// Reacts to `E` with an answer from the outside (a gateway, a carrier, a mail server).
    ///
    /// - Parameter prepare: asked before the transaction, side by side for different sagas, one after the
    ///   other within one. It may be asked again for the same event (after a crash, a retry), so it must
    ///   use ``Preparation/idempotencyKey(for:)`` towards the provider. nil: there was nothing to ask.
    /// - Parameter react: as in ``on(_:react:)``, with the answer.
    public static func on<E: Event, Answer: Sendable>(
        _ type: E.Type, prepare: @escaping @Sendable (E, Preparation) async throws -> Answer?,
        react: @escaping @Sendable (E, Answer?, Transaction) throws -> Void
    ) -> Reaction {
        Reaction(
            trigger: .event(E.type), decode: { try EventJSON.decode(E.self, version: $1, from: $0) },
            asksOutside: true,
            prepare: { event, preparation in try await prepare(Self.cast(event), preparation) },
            react: { event, answer, transaction in
                try react(Self.cast(event), answer as? Answer, transaction)
            })
    }

    /// Reacts to a timer of the given name; ``Transaction/context`` tells for which saga it was set.
    public static func onTimer(
        _ name: String, react: @escaping @Sendable (Transaction) throws -> Void
    ) -> Reaction {
        Reaction(
            trigger: .timer(name), decode: { _, _ in nil }, asksOutside: false, prepare: { _, _ in nil },
            react: { _, _, transaction in try react(transaction) })
    }

    /// The same, with something behind it in the transaction: what `next` throws is the reaction's failure.
    package func followed(by next: @escaping @Sendable () throws -> Void) -> Reaction {
        Reaction(trigger: trigger, decode: decode, asksOutside: asksOutside, prepare: prepare) {
            try react($0, $1, $2)
            try next()
        }
    }

    private static func cast<E: Event>(_ event: (any Event)?) throws -> E {
        guard let event = event as? E else {
            throw Failure.permanent(.wrongShape, "expected \(E.type), got another event")
        }
        return event
    }
}
