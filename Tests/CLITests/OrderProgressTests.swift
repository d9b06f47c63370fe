import ShopSystem
import Testing

/// Who owes what, told from the score and from what was said.
@Suite struct OrderProgressTests {
    private func owed(_ events: [HistoryEvent]) -> [String] {
        OrderProgress(events).owed.map { "\($0.participant) \($0.event.type)" }
    }

    @Test(arguments: [
        (["order.requested"], ["order order.requested"]),
        (["order.requested", "order.placed"], ["payment order.placed"]),
        (["order.requested", "order.placed", "payment.processed"], ["inventory payment.processed"]),
        (["order.requested", "order.placed", "payment.failed"], ["order payment.failed"]),
        (
            ["order.requested", "order.placed", "payment.processed", "inventory.reserved"],
            ["shipping inventory.reserved"]
        ),
        (
            ["order.requested", "order.placed", "payment.processed", "inventory.rejected"],
            ["payment inventory.rejected"]
        ),
        (
            [
                "order.requested", "order.placed", "payment.processed", "inventory.reserved",
                "shipping.scheduled",
            ],
            ["order shipping.scheduled"]
        ),
        (
            [
                "order.requested", "order.placed", "payment.processed", "inventory.reserved",
                "shipping.failed",
            ],
            ["inventory shipping.failed"]
        ),
        (
            [
                "order.requested", "order.placed", "payment.processed", "inventory.reserved",
                "shipping.failed", "inventory.released", "inventory.restocked",
            ], ["payment inventory.released"]
        ),
        (
            [
                "order.requested", "order.placed", "payment.processed", "inventory.rejected",
                "payment.refunded",
            ], ["order payment.refunded"]
        ),
    ]) func `The one who hears the last event owes an answer, and nobody else`(types: [String], who: [String])
    {
        let events = zip(types, [nil] + types).map { HistoryEvent.sample($0, $0, by: $1) }
        #expect(owed(events) == who)
        #expect(!OrderProgress(events).isAtRest)
    }

    @Test(arguments: [
        ["order.requested", "order.rejected"],
        [
            "order.requested", "order.placed", "payment.processed", "inventory.reserved",
            "inventory.depleted",
            "shipping.scheduled", "order.confirmed",
        ],
        ["order.requested", "order.placed", "payment.failed", "order.cancelled"],
        [
            "order.requested", "order.placed", "payment.processed", "inventory.rejected", "payment.refunded",
            "order.cancelled",
        ],
        ["order.cancel_requested", "order.requested", "order.rejected"],
        // All that is left of an old order.
        ["shipping.scheduled", "order.confirmed"],
        ["order.confirmed"],
    ]) func `An order that has come to an end is at rest`(types: [String]) {
        let events = zip(types, [nil] + types).map { HistoryEvent.sample($0, $0, by: $1) }
        #expect(owed(events) == [])
        #expect(OrderProgress(events).isAtRest)
    }

    private let confirmed = HistoryEvent.story(
        "order.requested", "order.placed", "payment.processed", "inventory.reserved", "shipping.scheduled",
        "order.confirmed")

    @Test func `What is asked after the end is owed again`() {
        let wish = HistoryEvent.sample("order.cancel_requested", "wish")
        #expect(owed(confirmed + [wish]) == ["order order.cancel_requested"])
        let cancelling = HistoryEvent.sample("order.cancelling", "c", by: "wish")
        #expect(owed(confirmed + [wish, cancelling]) == ["shipping order.cancelling"])
        let refused = HistoryEvent.sample("shipping.cancel_refused", "r", by: "c")
        #expect(owed(confirmed + [wish, cancelling, refused]) == ["order shipping.cancel_refused"])
        let told = HistoryEvent.sample("order.cancel_refused", "t", by: "r")
        #expect(OrderProgress(confirmed + [wish, cancelling, refused, told]).isAtRest)
    }

    @Test func `A parcel on its way is owed news, and told once is enough`() {
        let collected = HistoryEvent.sample("carrier.collected", "k")
        #expect(owed(confirmed + [collected]) == ["shipping carrier.collected"])
        let dispatched = HistoryEvent.sample("shipping.dispatched", "d", by: "k")
        let delivered = HistoryEvent.sample("carrier.delivered", "l")
        #expect(OrderProgress(confirmed + [collected, dispatched]).isAtRest)
        #expect(owed(confirmed + [collected, dispatched, delivered]) == ["shipping carrier.delivered"])
        let late = HistoryEvent.sample("shipping.dispatched", "d", by: "l")
        let end = HistoryEvent.sample("shipping.delivered", "e", by: "l")
        #expect(OrderProgress(confirmed + [delivered, late, end, collected]).isAtRest)
    }

    @Test func `Whoever has undone its part owes nothing for what comes late`() {
        let undone = HistoryEvent.story(
            "order.requested", "order.placed", "order.cancel_requested", "order.cancelling",
            "shipping.cancelled",
            "inventory.released")
        #expect(owed(undone) == ["payment order.placed", "payment inventory.released"])
        let voided = HistoryEvent.sample("payment.voided", "v", by: "inventory.released")
        #expect(owed(undone + [voided]) == ["order payment.voided"])
        let over = undone + [voided, .sample("order.cancelled", "x", by: "v")]
        #expect(OrderProgress(over + [.sample("carrier.collected", "k")]).isAtRest)
        #expect(OrderProgress(over + [.sample("order.cancel_requested", "w2")]).isAtRest)
    }

    @Test func `The same asked again is answered already`() {
        let twice =
            HistoryEvent.story("order.requested", "order.placed") + [.sample("order.requested", "again")]
        #expect(owed(twice) == ["payment order.placed"])
    }

    @Test func `The deadline undoes an order that waits, and both answers are owed`() {
        let events =
            HistoryEvent.story("order.requested", "order.placed", "payment.processed")
            + [
                .sample("order.cancelling", "c", by: "order.requested"),
                .sample("shipping.cancelled", "s", by: "c"),
            ]
        #expect(owed(events) == ["inventory payment.processed", "inventory shipping.cancelled"])
    }

    @Test func `Without an end and without anybody to blame it is not at rest`() {
        #expect(!OrderProgress([]).isAtRest)
        #expect(!OrderProgress([.sample("inventory.depleted", "1")]).isAtRest)
    }
}
