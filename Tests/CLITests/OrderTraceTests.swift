import RabbitMQ
import ShopSystem
import Testing

@testable import choreo

@Suite struct OrderTraceTests {
    @Test func `Each event stands below its cause`() {
        let trace = OrderTrace(
            order: "o",
            events: [
                event("order.requested", "1"), event("order.placed", "2", by: "1"),
                event("order.confirmed", "3", by: "2"),
            ])
        let lines = trace.text(on: Terminal(-1)).split(separator: "\n")
        #expect(lines[1].contains("  order.requested"))
        #expect(lines[2].contains("  └ order.placed"))
        #expect(lines[3].contains("    └ order.confirmed"))
        #expect(trace.missing == [])
        #expect(trace.report.complete)
    }

    @Test func `An order without an end tells who has not spoken`() {
        let trace = OrderTrace(
            order: "o", events: [event("order.requested", "1"), event("order.placed", "2", by: "1")])
        #expect(trace.missing.count == 1)
        #expect(trace.missing[0].contains("payment has not said payment.processed or payment.failed"))
    }

    @Test func `A cause that the history does not hold is named, and its event shown all the same`() {
        let trace = OrderTrace(order: "o", events: [event("order.confirmed", "3", by: "gone")])
        #expect(trace.missing.contains { $0.contains("gone") })
        #expect(trace.text(on: Terminal(-1)).contains("order.confirmed"))
    }

    @Test func `A message published again counts once, and a circle of causes ends`() {
        let twice = OrderTrace(
            order: "o", events: [event("order.requested", "1"), event("order.requested", "1")])
        #expect(twice.report.events.count == 1)
        let circle = OrderTrace(order: "o", events: [event("order.placed", "1", by: "1")])
        #expect(circle.children(of: "1").count == 1)
        #expect(!circle.text(on: Terminal(-1)).isEmpty)
    }

    private func event(_ type: String, _ id: String, by cause: String? = nil) -> HistoryEvent {
        HistoryEvent(
            Message(
                exchange: "events", routingKey: type,
                properties: BasicProperties(
                    headers: cause.map { ["cloudEvents_causationid": .string($0)] } ?? [:], messageID: id),
                body: Array(#"{"order_id":"o"}"#.utf8)))
    }
}
