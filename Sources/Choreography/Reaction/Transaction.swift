public import Foundation
public import GRDB

/// One event's share of a database transaction: its state changes, what it says and its timers become
/// durable together with its inbox row, or not at all.
///
/// Not Sendable: it lives on the database's thread while the reaction runs, and must not be kept.
public final class Transaction {
    /// The participant's own database, inside the transaction.
    public let db: Database

    /// What the delivery (or the timer) said about the event.
    public let context: EventContext

    /// The worker's clock, read once for the event.
    public let now: Date

    private let trigger: Reaction.Trigger
    private let speaker: Speaker
    private(set) var said: [OutboxRow] = []
    private(set) var earliestTimer: Date?

    init(db: Database, context: EventContext, trigger: Reaction.Trigger, now: Date, speaker: Speaker) {
        self.db = db
        self.context = context
        self.trigger = trigger
        self.now = now
        self.speaker = speaker
    }

    /// States `event`: written to the outbox now, published after the commit, caused by the current event.
    ///
    /// - Throws: ``Failure`` when the score does not let this participant say it here, or it is not valid.
    public func say(_ event: some Event) throws {
        said.append(try speaker.row(for: event, in: trigger, causedBy: context, at: now, in: db))
    }

    /// Sets the timer `name` for saga `key` to go off at `due`; one that was set before is moved.
    public func setTimer(_ name: String, for key: String, at due: Date) throws {
        try Timers.set(name, key: key, due: due, causedBy: context, in: db)
        earliestTimer = min(earliestTimer ?? due, due)
    }

    /// Takes the timer back; nothing happens when there is none.
    public func cancelTimer(_ name: String, for key: String) throws {
        try Timers.cancel(name, key: key, in: db)
    }
}
