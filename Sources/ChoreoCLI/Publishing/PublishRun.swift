import Choreography
import Foundation
import RabbitMQ
import ShopSystem

/// Publishes one message or many, and tells what became of each.
struct PublishRun {
    let draft: Draft
    let sender: String
    let count: Int
    let rate: Double?
    let messageID: String?
    let json: Bool

    /// What is told about one message.
    struct Report: Encodable {
        let message_id: String
        let order_id: String?
        let type: String
        let user: String
        let outcome: String
    }

    /// - Throws: ``CommandFailure`` when any of them was not confirmed.
    func publish(over configuration: ConnectionConfiguration) async throws {
        let connection = try await Connection.open(configuration, logger: ConnectionOptions.logger)
        let publisher = try await connection.makePublisher()
        let progress = Progress()
        let start = ContinuousClock.now
        var (sent, failed) = (0, 0)
        while sent < count {
            let size = batchSize(after: sent, since: start)
            guard size > 0 else {
                try await Task.sleep(for: .milliseconds(5))
                continue
            }
            let messages = try (0..<size).map { _ in try message(user: configuration.username) }
            let outcomes = await publisher.publish(messages)
            progress.end()
            for (message, outcome) in zip(messages, outcomes) {
                if outcome != .confirmed { failed += 1 }
                try tell(message, outcome)
            }
            sent += size
            progress.update("\(sent) of \(count) published")
        }
        progress.end()
        if count > 1 && !json { tellSum(failed: failed, in: ContinuousClock.now - start) }
        await connection.close()
        guard failed == 0 else {
            throw CommandFailure(.failed, "\(failed) of \(count) messages were not taken by the broker")
        }
    }

    /// Batches keep confirms pipelined; a rate makes them as small as it asks for.
    private func batchSize(after sent: Int, since start: ContinuousClock.Instant) -> Int {
        let rest = min(count - sent, 200)
        guard let rate else { return rest }
        let elapsed = (ContinuousClock.now - start) / .seconds(1)
        return min(rest, Int(elapsed * rate) + 1 - sent)
    }

    private func message(user: String) throws -> Message {
        let body = try draft.body(newOrderID: PublishCommand.newOrderID())
        return try OutsideMessage(
            type: draft.catalogue.type.type, version: draft.catalogue.type.version, body: body,
            messageID: messageID ?? MessageID.make(at: Date()), correlationID: Draft.orderID(in: body),
            user: user
        ).message
    }

    private func tell(_ message: Message, _ outcome: PublishOutcome) throws {
        let order = Draft.orderID(in: message.body)
        let id = message.properties.messageID ?? ""
        let words = Self.words(outcome)
        if json {
            let report = Report(
                message_id: id, order_id: order, type: message.routingKey,
                user: message.properties.userID ?? sender, outcome: words)
            Terminal.output.line(try JSONOutput.line(report))
        } else if count <= 20 || outcome != .confirmed {
            let mark =
                outcome == .confirmed ? Terminal.output.paint("✓", .green) : Terminal.output.paint("✗", .red)
            Terminal.output.line(
                "\(mark) \(message.routingKey)  message \(id)  order \(order ?? "-")  \(words)")
        }
    }

    private func tellSum(failed: Int, in time: Duration) {
        let seconds = time / .seconds(1)
        let pace = Int(Double(count) / max(seconds, 0.001))
        Terminal.output.line(
            "\(count - failed) of \(count) confirmed in \(time.short), \(pace) a second")
    }

    static func words(_ outcome: PublishOutcome) -> String {
        switch outcome {
        case .confirmed: "confirmed"
        case .returned(_, let text): "returned: no queue takes it (\(text))"
        case .nacked:
            "nacked: a queue is full or cannot take it now; publish it again with the same message id"
        case .unknown(let error) where !error.isTransient: "not taken: \(error)"
        case .unknown(let error): "unknown: \(error); publish it again with the same message id"
        case .refused(let error): "refused: \(error)"
        }
    }
}
