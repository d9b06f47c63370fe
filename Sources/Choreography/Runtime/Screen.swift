import Foundation
import RabbitMQ

/// The first look at a delivery, before anything of it is believed. Pure; what it refuses is never retried.
struct Screen: Sendable {
    /// What a delivery turned out to be. A class, since it is handed from stage to stage and never changes.
    final class Passed: Sendable {
        let event: any Event
        let context: EventContext
        let reaction: Reaction

        init(event: any Event, context: EventContext, reaction: Reaction) {
            self.event = event
            self.context = context
            self.reaction = reaction
        }
    }

    enum Verdict: Sendable {
        case passed(Passed)
        /// A dead letter: what is wrong with it.
        case dead(Failure)
        /// Not even a copy can be published: the broker dead-letters it.
        case rejected(Failure)
    }

    /// As AMQP's short strings, in which it travels.
    private static let maximumCorrelationBytes = 255
    /// Twice the W3C's: it is handed on with everything that is said in answer.
    private static let maximumTraceParentBytes = 128

    let participant: String
    let maximumBodyBytes: Int
    /// How long after its first failure a message may be replayed.
    let deadLetterRetention: Duration
    let reactions: [EventType: Reaction]
    let owners: [EventType: (name: String, isOutside: Bool)]

    init(score: Score, part: Score.Part, reactions: [Reaction], configuration: WorkerConfiguration) {
        participant = part.name
        maximumBodyBytes = configuration.maximumBodyBytes
        deadLetterRetention = configuration.deadLetterRetention
        self.reactions = reactions.reduce(into: [:]) { table, reaction in
            if case .event(let type) = reaction.trigger { table[type] = reaction }
        }
        owners = part.hears.reduce(into: [:]) { $0[$1.type] = score.owner(of: $1.type) }
    }

    func verdict(on delivery: Delivery, attempt: Int, at now: Date) -> Verdict {
        let trouble = DeadLetter.troubleWithHeaders(of: delivery)
        guard delivery.body.count <= maximumBodyBytes else {
            let failure = Failure.permanent(
                .tooLarge, "the body has \(delivery.body.count) bytes, at most \(maximumBodyBytes) are taken")
            // RabbitMQ stumbles over an x-death that it has not written itself, and dead-letters nothing more
            // of the whole queue (3.10.8), so such a message must not be left to it.
            let isSafe = trouble == nil && delivery.properties.headers["x-death"] == nil
            return isSafe ? .rejected(failure) : .dead(failure)
        }
        if let trouble { return .dead(trouble) }
        do {
            try checkAge(of: delivery, at: now)
            return .passed(try passed(delivery, attempt: attempt))
        } catch {
            return .dead(error)
        }
    }

    /// The inbox remembers for longer than a dead letter may be replayed, and not for ever: what is replayed
    /// later may have had its effect in an earlier replay that nobody remembers.
    private func checkAge(of delivery: Delivery, at now: Date) throws(Failure) {
        guard let failure = DeadLetter.firstFailure(ofReplay: delivery),
            now.timeIntervalSince(failure) > deadLetterRetention / .seconds(1)
        else { return }
        throw .permanent(
            .replayTooLate,
            "it failed first at \(failure.formatted(.timestamp)), and is replayed after more than "
                + "\(deadLetterRetention); send it as a new message if it has not had its effect")
    }

    private func passed(_ delivery: Delivery, attempt: Int) throws(Failure) -> Passed {
        let properties = delivery.properties
        guard let messageID = properties.messageID, !messageID.isEmpty else {
            throw .permanent(.missingMessageID, "the AMQP property message-id is missing")
        }
        let type = try Self.type(of: delivery)
        guard let reaction = reactions[type] else {
            throw .permanent(.unexpectedType, "\(participant) does not hear \(type)")
        }
        if let owner = owners[type] { try Self.checkSender(properties.userID, of: type, ownedBy: owner) }
        let event = try decode(delivery.body, with: reaction, version: Envelope.version(of: properties))
        let correlationID = event.correlationID ?? properties.correlationID ?? messageID
        guard correlationID.utf8.count <= Self.maximumCorrelationBytes else {
            throw .permanent(
                .invalidValue,
                "the correlation id has \(correlationID.utf8.count) bytes, at most "
                    + "\(Self.maximumCorrelationBytes) are taken")
        }
        return Passed(
            event: event,
            context: EventContext(
                messageID: messageID, type: type, correlationID: correlationID,
                causationID: Envelope.header(Envelope.Header.causation, of: properties),
                sender: properties.userID, attempt: attempt,
                traceParent: Self.traceParent(of: delivery)),
            reaction: reaction)
    }

    /// The trace that the sender has begun, if it tells.
    static func traceParent(of delivery: Delivery) -> String? {
        delivery.properties.headers[Envelope.Header.traceParent]?.string
            .flatMap { $0.utf8.count <= maximumTraceParentBytes ? $0 : nil }
    }

    /// The routing key counts, since the broker checked the sender's right to it. Only a replay comes through
    /// the default exchange, where the routing key is the queue; the operator alone may publish there.
    static func type(of delivery: Delivery) throws(Failure) -> EventType {
        let named = delivery.properties.type.map(EventType.init(rawValue:))
        if delivery.exchange.isEmpty {
            guard let named else {
                throw .permanent(.unexpectedType, "a message through the default exchange must name its type")
            }
            return named
        }
        let routed = EventType(rawValue: delivery.routingKey)
        guard named == nil || named == routed else {
            throw .permanent(
                .unexpectedType,
                "the AMQP property type (\(named?.rawValue ?? "")) is not the routing key (\(routed))")
        }
        return routed
    }

    /// The broker vouches for the user-id, where there is one; participants always name theirs.
    static func checkSender(
        _ userID: String?, of type: EventType, ownedBy owner: (name: String, isOutside: Bool)
    ) throws(Failure) {
        #if MUTANTS
            if Mutant.isOn(.senderNotChecked) { return }
        #endif
        if userID == owner.name || (userID == nil && owner.isOutside) { return }
        throw .permanent(
            .forgedSender,
            "\(type) may be said by \(owner.name) alone, the broker names \(userID ?? "nobody") as its sender"
        )
    }

    private func decode(
        _ body: [UInt8], with reaction: Reaction, version: Int
    ) throws(Failure) -> any Event {
        do {
            guard let event = try reaction.decode(body, version) else {
                throw Failure.permanent(.reactionFailed, "the reaction has no event")
            }
            return event
        } catch let failure as Failure {
            throw failure
        } catch let invalid as InvalidEvent {
            throw .permanent(invalid.kind, invalid.description)
        } catch {
            throw .permanent(.wrongShape, "the body cannot be read: \(error)")
        }
    }
}
