public import Choreography
public import Foundation
public import GRDB

/// Tests a participant's reactions with its real tables, without a broker.
///
/// ```swift
/// let stage = try ParticipantStage(LoyaltyParticipant(), score: club)
/// #expect(try await stage.hear(OrderConfirmed.example).types == ["loyalty.awarded"])
/// #expect(try await stage.rows("SELECT points FROM awards") == ["25"])
/// ```
///
/// Each event is asked about outside and reacted to in one transaction, as a worker does with a delivery.
/// There is no inbox, so an event that is heard twice is reacted to twice; nothing is retried; and what was
/// said stays in the table `outbox`.
public struct ParticipantStage: Sendable {
    /// What a participant said in answer.
    public struct Said: Sendable {
        /// In the order in which it was said; decoded from the JSON in which others would hear it.
        public let events: [any Event]

        /// The types of ``events``.
        public var types: [EventType] { events.map { type(of: $0).type } }

        /// Those of one type.
        public func all<E: Event>(_ type: E.Type) -> [E] { events.compactMap { $0 as? E } }
    }

    /// Who is on the stage.
    public let participant: any Participant

    /// Its database, in memory: the participant's tables beside the runtime's.
    public let database: DatabaseQueue

    /// The time of whatever is heard without one of its own.
    public let now: Date

    private let rehearsal: Rehearsal

    /// Creates and seeds the participant's tables.
    ///
    /// - Parameter now: the time of whatever is heard without one of its own; 1970 where that is no matter.
    /// - Throws: `ScoreMismatch` when reactions and score differ, a database error from the tables.
    public init(
        _ participant: any Participant, score: Score, now: Date = Date(timeIntervalSince1970: 0)
    ) throws {
        self.participant = participant
        self.now = now
        database = try DatabaseQueue()
        rehearsal = try Rehearsal(participant, score: score, in: database)
    }

    /// Asks the outside, where the reaction does, and reacts.
    ///
    /// - Throws: what the reaction throws, and nothing of it stays in the database; a `Failure` when the
    ///   participant does not hear this type, or says what the score does not let it say.
    @discardableResult
    public func hear(
        _ event: any Event, messageID: String = UUID().uuidString, at time: Date? = nil
    ) async throws -> Said {
        let context = Self.context(of: event, messageID: messageID)
        let answer = try await rehearsal.prepare(event, context)
        return Said(
            events: try await rehearsal.react(to: event, answer: answer, context, at: time ?? now))
    }

    /// Asks the outside, where the reaction does, and ends before the transaction, as in a crash.
    public func hearAndCrash(_ event: any Event, messageID: String = UUID().uuidString) async throws {
        _ = try await rehearsal.prepare(event, Self.context(of: event, messageID: messageID))
    }

    /// The timer `name` of saga `key` goes off, whether it was set or not; then it is no longer set.
    ///
    /// - Throws: as ``hear(_:messageID:at:)`` does.
    @discardableResult
    public func passTimer(_ name: String, for key: String, at time: Date? = nil) async throws -> Said {
        Said(events: try await rehearsal.passTimer(name, for: key, at: time ?? now))
    }

    /// The rows of a query, each with its values joined by blanks; NULL is `-`.
    public func rows(_ query: SQLRequest<Row>) async throws -> [String] {
        try await database.read { db in
            try query.fetchAll(db).map { $0.databaseValues.map(Self.text).joined(separator: " ") }
        }
    }

    private static func context(of event: any Event, messageID: String) -> EventContext {
        EventContext(
            messageID: messageID, type: type(of: event).type,
            correlationID: event.correlationID ?? messageID)
    }

    private static func text(_ value: DatabaseValue) -> String {
        switch value.storage {
        case .null: "-"
        case .int64(let number): "\(number)"
        case .double(let number): "\(number)"
        case .string(let text): text
        case .blob: value.description
        }
    }
}
