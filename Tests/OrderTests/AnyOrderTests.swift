import Choreography
import ChoreographyTesting
import ShopEvents
import Testing

@testable import Order

/// Events in any order, any number of times.
@Suite struct AnyOrderTests {
    @Test(arguments: 1...200 as ClosedRange<UInt64>)
    func `whatever is heard, an order has one end and says each thing once`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var play = Play()
        var ended: OrderStatus?
        for _ in 0..<60 {
            let heard = Play.Heard.all.randomElement(using: &random) ?? .requested
            play.hear(heard)
            if let ended { #expect(play.state.status == ended, "seed \(seed)") }
            switch play.state.status {
            case .cancelled, .rejected, .delivered: ended = play.state.status
            default: break
            }
        }
        for type in ["order.placed", "order.rejected", "order.confirmed", "order.cancelled"] as [EventType] {
            #expect(play.count(type) <= 1, "seed \(seed)")
        }
        #expect(play.count("order.placed") + play.count("order.rejected") <= 1)
        #expect(play.count("order.cancelled") == (play.state.status == .cancelled ? 1 : 0))
        #expect(OrderRules.fold(play.facts) == play.state)
    }

    @Test(arguments: 1...50 as ClosedRange<UInt64>)
    func `facts are read from the store as they were written`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var play = Play()
        for _ in 0..<40 { play.hear(Play.Heard.all.randomElement(using: &random) ?? .requested) }
        let read = try play.facts.map {
            try OrderFactJSON.fact(
                type: OrderFactJSON.type(of: $0),
                version: OrderFactJSON.version(of: OrderFactJSON.type(of: $0)),
                data: OrderFactJSON.data(of: $0))
        }
        #expect(read == play.facts)
    }

    /// The usual events of an order, each twice, shuffled: a cancelled order was never confirmed after its
    /// cancellation, and hearing all of it again changes nothing.
    @Test(arguments: 1...100 as ClosedRange<UInt64>)
    func `hearing the whole history again changes nothing`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var history: [Play.Heard] = [.processed, .reserved, .scheduled, .dispatched, .delivered]
        history = [.requested] + (history + history).shuffled(using: &random)
        var play = Play(history)
        let before = play.state
        let said = play.said.count
        for heard in history { play.hear(heard) }
        #expect(play.state == before)
        #expect(play.said.count == said)
        #expect(before.status == .delivered)
    }
}
