import Choreography
import ShopEvents
import Testing

@Suite struct ScoreTests {
    @Test func `the score can be played`() {
        #expect(Score.shop.problems().map { "\($0)" } == [])
    }

    @Test func `every event has an example, and belongs to the shop`() {
        #expect(Golden.types.count == Score.shop.events.count)
        #expect(Golden.types.count == 26)
    }

    @Test func `participants say what stands under their own prefix only`() {
        for part in Score.shop.parts {
            #expect(part.says.allSatisfy { $0.type.prefix == part.name })
        }
    }

    @Test func `events of one order share its id`() {
        for type in Golden.types where type is any OrderEvent.Type {
            #expect(type.example.correlationID == OrderID.example.text)
        }
    }

    @Test func `personal data is in three events only`() {
        let personal = Golden.types.filter { type in
            Mirror(reflecting: type.example).children.contains { $0.value is Customer }
        }
        #expect(Set(personal.map { $0.type }) == ["order.requested", "order.placed", "order.rejected"])
    }

    @Test func `personal data is not printed`() {
        let printed = "\(OrderPlaced.example) \(OrderRequested.example) \(OrderRejected.example)"
        for secret in ["Zoë", "zoe@", "Hauptstr", "Berlin"] { #expect(!printed.contains(secret)) }
    }
}
