import Choreography
import Foundation
import RabbitMQ
import Testing

@testable import ShopSystem

@Suite struct BenchScriptTests {
    private func delivery(_ event: String, of order: String) -> Delivery {
        Delivery(
            tag: 1, redelivered: false, exchange: "events", routingKey: event,
            properties: BasicProperties(correlationID: order), body: [])
    }

    @Test func `The happy mix is one request for each order, and nothing else`() throws {
        let script = try BenchScript(seed: 1, orders: 120, mix: .happy)
        #expect(script.lines.count == 120)
        #expect(script.lines.compactMap(\.order) == Array(0..<120))
        #expect(script.lines.map(\.position) == Array(0..<120))
        #expect(script.lines.allSatisfy { $0.message.message.routingKey == "order.requested" })
        #expect(Set(script.stories.flatMap(\.lastEvents)) == ["order.confirmed"])
        let other = try BenchScript(seed: 2, orders: 120, mix: .happy)
        #expect(Set(script.indices.keys).isDisjoint(with: other.indices.keys), "no two rounds share an order")
    }

    @Test func `The mix of all has every story that ends without the carrier`() throws {
        let script = try BenchScript(seed: 1, orders: 400, mix: .all)
        let carried: Set<ChaosStory> = [.delivered, .cancelledTooLate]
        #expect(Set(script.stories) == Set(ChaosStory.allCases).subtracting(carried))
        #expect(script.stories.allSatisfy { !$0.lastEvents.isEmpty })
        #expect(script.lines.contains { $0.message.user == "warehouse" })
        #expect(Set(script.lines.compactMap(\.order)) == Set(0..<400))
    }

    @Test func `An order waits from its customer's last word, and not anew when it is asked for twice`()
        throws
    {
        let script = try BenchScript(seed: 1, orders: 400, mix: .all)
        for (order, story) in script.stories.enumerated() {
            let lines = script.lines.filter { $0.order == order }
            switch story {
            case .cancelledFirst: #expect(lines.last?.message.message.routingKey == "order.requested")
            case .cancelledLater, .cancelledAtOnce:
                #expect(lines.last?.message.message.routingKey == "order.cancel_requested")
            default: #expect(lines.count == 1, "\(story)")
            }
        }
    }

    @Test func `An order has ended with the first event that may end it`() throws {
        let script = try BenchScript(seed: 1, orders: 400, mix: .all)
        let ledger = BenchLedger(script)
        let start = ContinuousClock.now
        ledger.begin(script.lines[...]) { _ in start }
        func order(_ story: ChaosStory) throws -> String {
            let index = try #require(script.stories.firstIndex(of: story))
            return try #require(script.indices.first { $0.value == index }?.key)
        }
        let (good, later) = (try order(.confirmed), try order(.cancelledLater))
        ledger.hear(
            [
                delivery("order.confirmed", of: later), delivery("order.cancelled", of: good),
                delivery("order.confirmed", of: "somebody"),
            ], at: start + .seconds(1))
        #expect(ledger.endedCount == 0, "confirmed, and cancelled afterwards: that comes later")
        ledger.hear([delivery("order.confirmed", of: good)], at: start + .seconds(2))
        ledger.hear([delivery("order.confirmed", of: good)], at: start + .seconds(3))
        ledger.hear([delivery("order.cancelled", of: later)], at: start + .seconds(4))
        #expect(ledger.endedCount == 2)
        #expect(ledger.latencies.sorted() == [.seconds(2), .seconds(4)])
        #expect(ledger.span == .seconds(4))
        #expect(ledger.open.count == 398)
        #expect(!ledger.open.contains(good))
    }

    @Test func `A sweep rises to the highest throughput, some seconds at each rate`() {
        let steps = BenchSweep(highest: 500, orders: 4000).steps
        #expect(steps.count == BenchSweep.count)
        #expect(steps.map(\.rate) == steps.map(\.rate).sorted())
        #expect(steps.last?.rate == 500)
        #expect(steps.first.map { $0.orders == 500 } == true)
        #expect(steps.allSatisfy { $0.orders <= 4000 })
        #expect(BenchSweep(highest: 500, orders: 10).steps.allSatisfy { $0.orders == 10 })
    }
}
