import Choreography
import ChoreographyTesting
import Foundation
import InMemoryLogging
import Logging
import RabbitMQ
import Testing

@Suite("Log lines about a message", .timeLimit(.minutes(2))) struct MessageLogTests {
    let handler = InMemoryLogHandler()

    private var logger: Logger {
        var logger = Logger(label: "baker") { _ in handler }
        logger.logLevel = .debug
        return logger
    }

    private func metadata(_ message: String) throws -> Logger.Metadata {
        try #require(handler.entries.first { $0.message == "\(message)" }?.metadata, "\(message)")
    }

    private func expect(_ message: String, id: String = "m-1", order: String = "o-1", type: String) throws {
        let metadata = try metadata(message)
        #expect(metadata["message.id"] == "\(id)", "\(message)")
        #expect(metadata["order.id"] == "\(order)", "\(message)")
        #expect(metadata["event.type"] == "\(type)", "\(message)")
    }

    @Test("a retry and a dead letter name message, order and type") func failures() async throws {
        let bench = try Bench()
        let oven = Oven { _, _ in throw Failure.transient(.outsideUnavailable, "the oven is cold") }
        let once = WorkerConfiguration(
            retry: RetryPolicy(maximumAttempts: 2, firstDelay: .milliseconds(1), jitter: 0))
        try await bench.withBaker(Baker(oven: oven), configuration: once, logger: logger) { worker in
            await bench.order("o-1", id: "m-1")
            _ = try await bench.deadLetters()
            try await bench.settled(worker)
        }
        try expect("failed, will be tried again", type: "window.ordered")
        #expect(try metadata("failed, will be tried again")["retry.due"] != nil)
        try expect("dead letter", type: "window.ordered")
        #expect(try metadata("dead letter")["error.type"] == "outside-unavailable")
    }

    @Test("so does what is rejected unread, and what cannot be sent") func unread() async throws {
        let bench = try Bench()
        let small = WorkerConfiguration(maximumBodyBytes: 40)
        try await bench.withBaker(configuration: small, logger: logger) { worker in
            await bench.order("o-1", id: "m-1")
            try await bench.settled(worker)
            await bench.send(String(repeating: " ", count: 50), id: "m-2")
            try await until("it is rejected") {
                handler.entries.contains { $0.message == "rejected unread, dead-lettered by the broker" }
            }
        }
        // Nobody may decode what is too large, and its sender has named no order.
        try expect(
            "rejected unread, dead-lettered by the broker", id: "m-2", order: "", type: "window.ordered")
        try await bench.seedOutbox(copies: 1, exchange: "", routingKey: "nowhere")
        try await bench.withBaker(logger: logger) { _ in
            try await until("it is parked") {
                handler.entries.contains { $0.message == "an event cannot be sent and is parked" }
            }
        }
        let parked = try metadata("an event cannot be sent and is parked")
        #expect(parked["order.id"] == "o-1")
        #expect(parked["event.type"] == "baker.baked")
    }
}
