import ShopSystem
import Testing

@testable import choreo

@Suite struct OrderSearchTests {
    @Test func `The beginning of an id is enough, unless several orders begin so`() throws {
        var search = OrderSearch("AB")
        search.take([.sample("order.placed", "1", order: "abc"), .sample("order.placed", "2", order: "xyz")])
        #expect(try search.order() == "abc" && search.count == 2)
        search.take([.sample("order.placed", "3", order: "abd")])
        let failure = #expect(throws: CommandFailure.self) { try search.order() }
        #expect(failure?.message == "2 orders begin with ab; give more of the id: abc, abd")
    }

    @Test func `A whole id is found also where it begins another, and none is none`() throws {
        var search = OrderSearch("ab")
        search.take([.sample("order.placed", "1", order: "ab"), .sample("order.placed", "2", order: "abc")])
        #expect(try search.order() == "ab")
        #expect(try OrderSearch("x").order() == nil)
    }

    @Test func `A request that leaves the id to the shop belongs to the order that it caused`() throws {
        var search = OrderSearch("o")
        search.take([
            .sample("order.requested", "r", order: nil), .sample("order.requested", "other", order: nil),
            .sample("order.placed", "p", by: "r"),
        ])
        #expect(search.events(of: "o").map(\.messageID) == ["r", "p"])
    }
}
