import Foundation
import RabbitMQ
import ShopSystem
import Testing

@testable import choreo

@Suite struct OrderTraceTests {
    private let plain = Terminal(-1)
    private let now = sampleStart.addingTimeInterval(245)

    private func lines(_ trace: OrderTrace) -> [Substring] {
        trace.text(missing: trace.missing([:], at: now), on: plain, at: now).split(separator: "\n")
    }

    @Test func `Each event stands below its cause, with the time it took`() {
        let trace = OrderTrace(
            order: "o",
            events: [
                .sample("order.requested", "1", at: 0), .sample("order.rejected", "2", by: "1", at: 1.25),
            ])
        let lines = lines(trace)
        #expect(lines[0] == "order o")
        #expect(lines[1].hasPrefix("08:00:00.000  order.requested "))
        #expect(lines[2].hasPrefix("08:00:01.250    └ order.rejected "))
        #expect(lines[2].contains("  1.2 s"))
        #expect(lines[3] == "2 events in 1.2 s" && lines.count == 4)
        #expect(trace.isComplete)
    }

    @Test func `The step that is missing stands where it belongs, and who owes it is told`() {
        let trace = OrderTrace(
            order: "o",
            events: HistoryEvent.story("order.requested", "order.placed", "payment.processed"))
        let lines = lines(trace)
        #expect(lines[4].contains("      └ … inventory.reserved or .rejected"))
        #expect(lines[4].contains("inventory   4 min     missing"))
        #expect(lines.last == "missing: inventory has not answered payment.processed since 08:00:02 (4 min)")
        #expect(!trace.isComplete)
        let branches = OrderTrace(order: "o", events: [.sample("order.placed", "1")]).rows
        #expect(branches.count == 2)
    }

    @Test
    func `A dead letter stands below the event that could not be handled, in place of the missing step`() {
        let letter = DeadLetterEntry.sample(of: "payment", id: "order.placed", attempts: 6)
        let trace = OrderTrace(
            order: "o", events: HistoryEvent.story("order.requested", "order.placed"), letters: [letter])
        let lines = lines(trace)
        #expect(lines[3].hasPrefix("08:00:02.500      └ ✗ order.placed in payment.dlq "))
        #expect(
            lines[3].contains("1.5 s") && lines[3].hasSuffix("wrong-shape: lines: must be a list, 6 attempts")
        )
        #expect(
            lines.last.map(String.init)
                == "missing: payment could not handle order.placed (wrong-shape); it is in payment.dlq: "
                + "choreo dlq show payment --id order.placed")
        #expect(lines.count == 6)
    }

    @Test func `A dead letter at the end of a complete order, and one of an unknown message, are told too`() {
        let end = HistoryEvent.story("order.requested", "order.rejected")
        for id in ["order.rejected", "edited"] {
            let letter = DeadLetterEntry.sample(of: "email", id: id, type: "order.rejected")
            let trace = OrderTrace(order: "o", events: end, letters: [letter])
            #expect(trace.missing([:]).isEmpty && !trace.isComplete)
            #expect(lines(trace).last?.hasPrefix("dead: email could not handle order.rejected") == true)
            #expect(lines(trace).contains { $0.contains("✗ order.rejected in email.dlq") })
        }
    }

    @Test func `A cause that the history does not hold is said, and is no fault`() {
        let trace = OrderTrace(order: "o", events: [.sample("order.confirmed", "3", by: "gone")])
        #expect(trace.isComplete)
        #expect(lines(trace)[1].contains("complete (its cause is not in the history"))
    }

    @Test func `A message published again counts once, and a circle of causes ends`() {
        let twice = OrderTrace(
            order: "o", events: [.sample("order.requested", "1"), .sample("order.requested", "1")])
        #expect(twice.events.count == 1)
        let itself = OrderTrace(order: "o", events: [.sample("order.placed", "1", by: "1")])
        #expect(lines(itself)[1].contains("order.placed"))
        let circle = OrderTrace(
            order: "o",
            events: [.sample("order.placed", "1", by: "2"), .sample("order.confirmed", "2", by: "1")])
        #expect(circle.rows.count >= 2)
    }

    @Test func `Clocks that contradict each other tell no time`() {
        let trace = OrderTrace(
            order: "o",
            events: [.sample("order.requested", "1", at: 5), .sample("order.rejected", "2", by: "1", at: 3)])
        #expect(trace.took(trace.events[1]) == nil)
    }

    @Test func `What comes from outside cannot steer the terminal`() {
        let trace = OrderTrace(
            order: "o", events: [.sample("order.\u{1B}[31m", "1")],
            letters: [.sample(of: "order", id: "x\u{1B}[2J", type: "a\nb", reason: "r\u{7}")])
        #expect(
            !trace.text(missing: trace.missing([:]), on: plain).contains { $0 == "\u{1B}" || $0 == "\u{7}" })
    }

    @Test func `For machines all of it is one object`() throws {
        let trace = OrderTrace(
            order: "o", events: HistoryEvent.story("order.requested", "order.placed"),
            letters: [.sample(of: "email", id: "order.placed")])
        let line = try JSONOutput.line(TraceReport(trace, missing: trace.missing([:], at: now)))
        let report = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect(report["complete"] as? Bool == false)
        let missing = try #require((report["missing"] as? [[String: Any]])?.first)
        #expect(
            missing["participant"] as? String == "payment" && missing["event"] as? String == "order.placed")
        #expect(missing["seconds"] as? Int == 244)
        let events = try #require(report["events"] as? [[String: Any]])
        #expect(events.count == 2 && events[1]["took_ms"] as? Int == 1000 && events[0]["took_ms"] == nil)
        let letters = try #require(report["dead_letters"] as? [[String: Any]])
        #expect(letters[0]["queue"] as? String == "email.dlq")
    }
}
