import Foundation
import RabbitMQ

/// One event on its way through the worker. A class, since it is handed from stage to stage; a stage that finds
/// something out about it hands on another.
final class Work: Sendable {
    enum Source: Sendable {
        case delivery(Subscription)
        /// Kept for another try, with others of the same saga (`key`).
        case retry(sequence: Int64, key: String)
        case timer(Timers.Due)
        /// From the participant's own door, where somebody waits for the outcome.
        case door(DoorCall)
    }

    /// What the runtime has found out about it so far.
    enum Standing: Sendable {
        /// To be handled; the answer of the outside where one was asked for.
        case ready(Screen.Passed, answer: (any Sendable)?)
        /// To be kept behind an earlier event of the same saga that is waiting for its next attempt.
        case deferred(Screen.Passed)
        /// A timer that is due.
        case due(EventContext, Reaction)
        /// Failed before its transaction.
        case failed(Failure)
    }

    let source: Source
    let delivery: Delivery
    /// Events with the same key are handled one after the other; empty where none is known.
    let key: String
    /// How many attempts have failed before.
    let attempt: Int
    /// What the note is kept under that was made before, see ``Quarantine``.
    let suspect: MessageKey?
    /// Nil when nobody measures or traces it.
    let begun: Processing.Begun?
    let standing: Standing

    init(source: Source, delivery: Delivery, standing: Standing, attempt: Int = 0) {
        self.source = source
        self.delivery = delivery
        self.attempt = attempt
        self.standing = standing
        (suspect, begun) = (nil, nil)
        switch (source, standing) {
        case (.retry(_, let key), _): self.key = key
        case (_, .ready(let passed, _)), (_, .deferred(let passed)): key = passed.context.correlationID
        case (_, .due(let context, _)): key = context.correlationID
        case (_, .failed): key = delivery.properties.correlationID ?? ""
        }
    }

    private init(_ work: Work, _ standing: Standing, suspect: MessageKey?, begun: Processing.Begun?) {
        (source, delivery, key, attempt) = (work.source, work.delivery, work.key, work.attempt)
        self.suspect = suspect
        self.begun = begun
        self.standing = standing
    }

    /// The same, found to stand so.
    func standing(_ standing: Standing) -> Work { Work(self, standing, suspect: suspect, begun: begun) }

    /// The same, noted under this key.
    func suspected(_ key: MessageKey) -> Work { Work(self, standing, suspect: key, begun: begun) }

    /// The same, measured and traced from now on.
    func begun(_ begun: Processing.Begun, _ standing: Standing) -> Work {
        Work(self, standing, suspect: suspect, begun: begun)
    }

    var messageID: String { delivery.properties.messageID ?? "" }

    /// The event's type as its sender has it.
    var type: String { delivery.properties.type ?? delivery.routingKey }
}

extension Work.Source {
    /// Whether somebody waits for the outcome, and is told when it fails: then there is no dead letter.
    var isDoor: Bool { if case .door = self { true } else { false } }

    /// Whether it came from outside this process and is kept nowhere else in the database.
    var isNew: Bool {
        switch self {
        case .delivery, .door: true
        case .retry, .timer: false
        }
    }
}

/// What became of a work's transaction.
enum Outcome: Sendable, Equatable {
    case applied
    case duplicate
    case deferred(isNew: Bool)
    case retrying(Date, Failure)
    /// Not tried: kept, with its attempts as they are.
    case postponed(Date, Failure)
    case dead(Failure)
    /// A timer that was taken back in the meantime.
    case superseded
}
