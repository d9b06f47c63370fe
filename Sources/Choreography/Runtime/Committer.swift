import Foundation
import GRDB
import RabbitMQ

/// The transaction: for as many events as are ready, inbox row, state and outbox rows, or none of them.
struct Committer: Sendable {
    struct Result: Sendable {
        var outcomes: [Outcome] = []
        var rows: [OutboxRow] = []
        /// The earliest timer or retry that the transaction has set.
        var nextDue: Date?
        /// Of these sagas something is kept for another try, so that what is new of them waits.
        fileprivate var held: Set<String> = []
    }

    let store: Store
    let speaker: Speaker
    let retry: RetryPolicy
    let clock: any WorkerClock
    let points: CrashPoints

    /// Commits the works and deletes outbox rows that were confirmed in the meantime, with one fsync. Blocks until
    /// they are on disk.
    ///
    /// - Throws: when the database cannot commit (full, I/O error): then nothing of it has happened.
    func commit(_ works: [Work], confirmed: [Int64]) throws -> Result {
        let now = clock.now()
        return try store.database.writeWithoutTransaction { db in
            do {
                return try commit(works, apart: false, confirmed: confirmed, at: now, in: db)
            } catch is OneFailed {
                return try commit(works, apart: true, confirmed: confirmed, at: now, in: db)
            }
        }
    }

    /// A reaction failed where all share one fate.
    private struct OneFailed: Error {}

    /// - Parameter apart: each event in a savepoint of its own, so that one can fail without the others. Savepoints
    ///   copy every page that they touch, so they are taken only after a failure.
    private func commit(
        _ works: [Work], apart: Bool, confirmed: [Int64], at now: Date, in db: Database
    ) throws -> Result {
        var result = Result()
        try db.inTransaction {
            try Outbox.delete(confirmed, in: db)
            for work in works {
                result.outcomes.append(try apply(work, apart: apart, at: now, in: db, to: &result))
            }
            return .commit
        }
        return result
    }

    private func apply(
        _ work: Work, apart: Bool, at now: Date, in db: Database, to result: inout Result
    ) throws -> Outcome {
        let outcome: Outcome
        var effect = Effect()
        do {
            outcome =
                work.source.isNew && result.held.contains(work.key)
                ? try wait(work, at: now, in: db, effect: &effect)
                : try attempt(work, apart: apart, at: now, in: db, effect: &effect)
        } catch let error as DatabaseError where error.concernsTheWholeDatabase {
            throw error
        } catch let error as OneFailed {
            throw error
        } catch {
            outcome = verdict(on: Failure(of: error), of: work, at: now)
        }
        switch outcome {
        case .dead where work.source.isDoor: break
        case .dead(let failure):
            effect.said = [
                try speaker.deadLetter(
                    for: work.delivery, failure: failure, attempts: work.attempt + 1, at: now, in: db)
            ]
            try finishRetry(work, at: now, in: db)
        case .retrying(let due, let failure):
            try keep(work, until: due, attempt: work.attempt + 1, failure: failure, in: db, noting: &result)
            effect.due = due
        case .postponed(let due, let failure):
            try keep(work, until: due, attempt: work.attempt, failure: failure, in: db, noting: &result)
            effect.due = due
        case .applied, .duplicate:
            try finishRetry(work, at: now, in: db)
        case .deferred, .superseded: break
        }
        if let suspect = work.suspect { try Suspects.clear(suspect, in: db) }
        result.rows += effect.said
        result.nextDue = [result.nextDue, effect.due].compactMap(\.self).min()
        return outcome
    }

    /// What one event adds to the transaction's result, if it is not rolled back.
    private struct Effect {
        var said: [OutboxRow] = []
        var due: Date?
    }

    private func attempt(
        _ work: Work, apart: Bool, at now: Date, in db: Database, effect: inout Effect
    ) throws -> Outcome {
        switch work.standing {
        case .failed(let failure):
            return verdict(on: failure, of: work, at: now)
        case .deferred:
            return try wait(work, at: now, in: db, effect: &effect)
        case .ready(let passed, let answer):
            return try react(
                passed.reaction, to: passed.event, answer: answer, context: passed.context, apart: apart,
                at: now, in: db, effect: &effect, of: work
            ) {
                try Inbox.enter(
                    MessageKey(work.messageID), hash: contentHash(work.delivery.body), at: now, in: db)
            }
        case .due(let context, let reaction):
            guard case .timer(let timer) = work.source else { return .superseded }
            return try react(
                reaction, to: nil, answer: nil, context: context, apart: apart, at: now, in: db,
                effect: &effect, of: work
            ) {
                try Timers.take(timer, in: db) ? .new : .duplicate
            }
        }
    }

    /// Keeps an event behind an earlier one of its saga.
    private func wait(_ work: Work, at now: Date, in db: Database, effect: inout Effect) throws -> Outcome {
        // That one may be done by now; then nobody else would let this one go on.
        let waits = try Retries.hold(work.key, in: db)
        effect.due = waits ? nil : now
        return .deferred(
            isNew: try Retries.insert(
                work.delivery, id: MessageKey(work.messageID), key: work.key, attempt: 0,
                due: waits ? .distantFuture : now, failure: nil, in: db))
    }

    private func react(
        _ reaction: Reaction, to event: (any Event)?, answer: (any Sendable)?, context: EventContext,
        apart: Bool, at now: Date, in db: Database, effect: inout Effect, of work: Work,
        enter: () throws -> Inbox.Entry
    ) throws -> Outcome {
        var outcome = Outcome.applied
        try bounded(apart, in: db) {
            switch try enter() {
            case .new:
                let transaction = Transaction(
                    db: db, context: context, trigger: reaction.trigger, now: now, speaker: speaker)
                points.reached(.reacting, work.delivery)
                try reaction.react(event, answer, transaction)
                points.reached(.written, work.delivery)
                effect = Effect(said: transaction.said, due: transaction.earliestTimer)
            case .duplicate:
                outcome = .duplicate
            case .reused:
                throw Failure.permanent(
                    .messageIDReused, "message id \(context.messageID) came before with another body")
            }
        }
        return outcome
    }

    /// A failure takes back this event and no other; or, where all share one fate, asks for them to be set apart.
    private func bounded(_ apart: Bool, in db: Database, _ body: () throws -> Void) throws {
        guard !apart else { return try db.inPreparedSavepoint(body) }
        do {
            try body()
        } catch let error as DatabaseError where error.concernsTheWholeDatabase {
            throw error
        } catch {
            throw OneFailed()
        }
    }

    private func verdict(on failure: Failure, of work: Work, at now: Date) -> Outcome {
        if case .timer = work.source {
            let wait = retry.delay(after: work.attempt + 1, atMost: .seconds(3600))
            return .retrying(now + wait / .seconds(1), failure)
        }
        if let retryAt = failure.retryAt { return .postponed(retryAt, failure) }
        guard failure.isTransient, let due = retry.next(after: work.attempt + 1, at: now) else {
            return .dead(failure)
        }
        return .retrying(due, failure)
    }

    private func keep(
        _ work: Work, until due: Date, attempt: Int, failure: Failure, in db: Database,
        noting result: inout Result
    ) throws {
        switch work.source {
        case .delivery, .door:
            result.held.insert(work.key)
            _ = try Retries.insert(
                work.delivery, id: MessageKey(work.messageID), key: work.key, attempt: attempt,
                due: due, failure: failure.description, in: db)
        case .retry(let sequence, _):
            try Retries.reschedule(
                sequence, attempt: attempt, due: due, failure: failure.description, in: db)
        case .timer(let timer):
            try Timers.postpone(timer, to: due, attempt: attempt, in: db)
        }
    }

    /// Those that waited behind the retry are due now.
    private func finishRetry(_ work: Work, at now: Date, in db: Database) throws {
        guard case .retry(let sequence, let key) = work.source else { return }
        try Retries.finish(sequence, key: key, at: now, in: db)
    }
}

extension DatabaseError {
    /// Not this event's fault: the transaction as a whole has to be given up.
    var concernsTheWholeDatabase: Bool {
        switch resultCode {
        case .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_NOMEM, .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_READONLY,
            .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_CANTOPEN, .SQLITE_PROTOCOL, .SQLITE_INTERRUPT,
            .SQLITE_ABORT:
            true
        default: false
        }
    }
}

extension Failure {
    /// A reaction's own verdict, or a transient failure for everything else: a defect may be mended by the
    /// next deployment, and what never succeeds ends as a dead letter.
    init(of error: any Error) {
        if let failure = error as? Failure {
            self = failure
        } else if let invalid = error as? InvalidEvent {
            self = .permanent(invalid.kind, invalid.description)
        } else {
            self = .transient(.reactionFailed, String(describing: error))
        }
    }
}
