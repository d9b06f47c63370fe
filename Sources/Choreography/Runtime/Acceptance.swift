import Foundation
import RabbitMQ
import Synchronization

/// What became of an event that came in by the participant's own door, see ``Worker/accept(_:messageID:)``.
public enum Acceptance: String, Sendable, Hashable, Codable, CaseIterable {
    /// It has had its effect, durably; what it made the participant say is on its way.
    case applied
    /// It came before, under the same message id and with the same content, and has had its effect then.
    case duplicate
    /// It is kept, durably, and is tried again: an outside system did not answer, or an earlier event of the same
    /// saga is being tried again.
    case kept
}

extension Worker {
    /// Handles an event from outside that comes in by a door of the participant's own (HTTP, say) instead of the
    /// broker: screened, applied and committed exactly as a delivery, together with those.
    ///
    /// - Parameters:
    ///   - event: of a type that the score gives to a voice outside, and that this participant hears.
    ///   - messageID: the same for every repetition of the same wish, as an idempotency key is.
    /// - Returns: when it is committed.
    /// - Throws: ``Failure`` when it is refused; then nothing of it has happened, and there is no dead letter. A
    ///   transient one when the worker is about to end.
    public func accept(_ event: some Event, messageID: String) async throws -> Acceptance {
        let delivery = try screen.delivery(of: event, messageID: messageID, at: clock.now())
        let standing: Work.Standing =
            switch screen.verdict(on: delivery, attempt: 0, at: clock.now()) {
            case .passed(let passed): .ready(passed, answer: nil)
            case .dead(let failure), .rejected(let failure): throw failure
            }
        let outcome = try await withCheckedThrowingContinuation { continuation in
            let work = Work(source: .door(DoorCall(continuation)), delivery: delivery, standing: standing)
            Task { [pipeline] in await pipeline.accept([work]) }
        }
        switch outcome {
        case .applied, .superseded: return .applied
        case .duplicate: return .duplicate
        case .deferred, .retrying, .postponed: return .kept
        case .dead(let failure): throw failure
        }
    }
}

extension Screen {
    /// The event as if its owner outside had published it.
    func delivery<E: Event>(
        of event: E, messageID: String, at now: Date
    ) throws -> Delivery {
        guard let owner = owners[E.type], owner.isOutside else {
            throw Failure.permanent(
                .unexpectedType, "\(E.type) is not said outside to \(participant), so no door takes it")
        }
        let message = Envelope.message(
            type: E.type, version: E.version, body: try EventJSON.encode(event), id: messageID,
            correlationID: event.correlationID ?? messageID, causationID: nil, source: owner.name,
            sender: owner.name, exchange: Topology.eventsExchange, at: now)
        return Delivery(
            tag: 0, redelivered: false, exchange: message.exchange, routingKey: message.routingKey,
            properties: message.properties, body: message.body)
    }
}

extension Failure {
    static var shuttingDown: Failure {
        .transient("shutting-down", "the worker is about to end; try again")
    }
}

/// Somebody who waits at the door: is answered once, also when the work is given up on the way.
final class DoorCall: Sendable {
    private let waiting: Mutex<CheckedContinuation<Outcome, any Error>?>

    init(_ continuation: CheckedContinuation<Outcome, any Error>) { waiting = Mutex(continuation) }

    func answer(_ outcome: Outcome) { take()?.resume(returning: outcome) }

    deinit {
        take()?.resume(throwing: Failure.shuttingDown)
    }

    private func take() -> CheckedContinuation<Outcome, any Error>? {
        waiting.withLock { waiting in
            defer { waiting = nil }
            return waiting
        }
    }
}
