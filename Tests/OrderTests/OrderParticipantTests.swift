import Choreography
import ChoreographyTesting
import Foundation
import ShopEvents
import Testing

@testable import Order

@Suite struct OrderParticipantTests {
    let stage: ParticipantStage

    init() throws { stage = try .order() }

    @Test func `the forward path`() async throws {
        #expect(try await stage.hear(OrderRequested.example).types == ["order.placed"])
        #expect(try await stage.hear(PaymentProcessed.example).types == [])
        #expect(try await stage.hear(InventoryReserved.example).types == [])
        #expect(try await stage.hear(ShippingScheduled.example).types == ["order.confirmed"])
        #expect(try await stage.hear(ShippingDispatched.example).types == [])
        #expect(try await stage.hear(ShippingDelivered.example).types == [])
        #expect(
            try await stage.column("SELECT type FROM events ORDER BY version")
                == ["placed", "payment_noted", "reservation_noted", "confirmed", "shipped", "delivered"])
        let view = try #require(try await stage.view())
        #expect(view.status == "delivered")
        #expect(view.version == 6)
        #expect(view.total == .example)
    }

    @Test func `a rejected order`() async throws {
        let request = OrderSenseTests.request(lines: [])
        #expect(try await stage.hear(request).types == ["order.rejected"])
        #expect(try await stage.hear(request).types == [])
        let view = try #require(try await stage.view())
        #expect(view.status == "rejected")
        #expect(view.reason == "the order has no lines")
        #expect(view.total == nil && view.deadline == nil)
    }

    @Test func `the deadline counts from placing and stops with the confirmation`() async throws {
        try await stage.hear(OrderRequested.example)
        let due: [Int64] = try await stage.column("SELECT due FROM timers")
        #expect(due == [Timestamp(ParticipantStage.orderTime).milliseconds + 900_000])
        #expect(try await stage.view()?.deadline?.milliseconds == due.first)
        try await stage.hear(ShippingScheduled.example)
        #expect(try await stage.column("SELECT key FROM timers") == [String]())
        #expect(try await stage.passDeadline().types == [])
    }

    @Test(
        arguments: [
            OrderCancelRequested.example, PaymentFailed.example, InventoryRejected.example,
            ShippingFailed.example,
        ] as [any ShopEvent])
    func `the deadline stops when the order is being undone`(_ event: any ShopEvent) async throws {
        try await stage.hear(OrderRequested.example)
        try await stage.hear(event)
        #expect(try await stage.column("SELECT key FROM timers") == [String]())
    }

    @Test func `an order that is overdue is cancelled`() async throws {
        try await stage.hear(OrderRequested.example)
        #expect(try await stage.passDeadline().types == ["order.cancelling"])
        #expect(try await stage.hear(PaymentVoided.example).types == ["order.cancelled"])
        #expect(try await stage.view()?.reason == "it was not confirmed in time")
    }

    @Test func `the deadline can be chosen`() async throws {
        let stage = try ParticipantStage.order(OrderParticipant(deadline: .milliseconds(1500)))
        try await stage.hear(OrderRequested.example)
        #expect(
            try await stage.view()?.deadline?.milliseconds == Timestamp(ParticipantStage.orderTime)
                .milliseconds + 1500)
    }

    @Test func `a cancellation before the order`() async throws {
        #expect(try await stage.hear(OrderCancelRequested.example).types == [])
        #expect(try await stage.view()?.status == "withdrawn")
        #expect(try await stage.hear(OrderRequested.example).types == ["order.rejected"])
        #expect(try await stage.view()?.status == "rejected")
    }

    @Test func `the same order again is nothing, another one under its id a dead letter`() async throws {
        try await stage.hear(OrderRequested.example)
        #expect(try await stage.hear(OrderRequested.example).types == [])
        await #expect {
            try await stage.hear(OrderSenseTests.request(token: "tok_other"))
        } throws: { error in
            (error as? Failure)?.kind == "order-id-reused" && (error as? Failure)?.isTransient == false
        }
        #expect(try await stage.view()?.version == 1)
    }

    @Test func `an order without an id is named after its message`() async throws {
        let request = OrderRequested(
            orderID: nil, customer: .example, lines: [.example], currency: "EUR", shippingAddress: .example,
            paymentToken: "tok_visa")
        try await stage.hear(request, messageID: OrderID.example.text.uppercased())
        #expect(try await stage.view()?.status == "pending")
        try await stage.hear(request, messageID: "shop-42")
        #expect(try await stage.column("SELECT count(*) FROM orders") == [2])
    }

    @Test func `an unknown order's events leave no trace`() async throws {
        #expect(try await stage.hear(PaymentProcessed.example).types == [])
        #expect(try await stage.hear(ShippingDelivered.example).types == [])
        #expect(try await stage.column("SELECT count(*) FROM events") == [0])
    }
}
