import Choreography
import ChoreographyTesting
import Foundation
import GRDB
import ShopEvents
import Testing

@testable import Order

@Suite struct OrderStoreTests {
    @Test func `facts stand in the store in a form that stays`() async throws {
        let stage = try ParticipantStage.order()
        try await stage.hear(OrderRequested.example, messageID: "m-1")
        try await stage.hear(ShippingDelivered.example, messageID: "m-2")
        #expect(
            try await stage.column("SELECT data FROM events ORDER BY version") == [
                #"{"content":{"currency":"EUR","customer":{"email":"zoe@example.com","id":"c-1","#
                    + #""name":"Zoë Müller"},"lines":[{"quantity":2,"sku":"product_1","unit_price":1250}],"#
                    + #""payment_token":"tok_visa","shipping_address":{"city":"Berlin","country":"DE","#
                    + #""name":"Zoë Müller","postal_code":"10115","street":"Hauptstr. 1"}},"#
                    + #""deadline_ms":1767323945000,"total":2500}"#,
                #"{"currency":"EUR","total":2500}"#, "{}",
            ])
        #expect(
            try await stage.column("SELECT id FROM events ORDER BY version") == ["m-1/1", "m-2/2", "m-2/3"])
        #expect(
            try await stage.column("SELECT metadata FROM events WHERE version = 1") == [
                #"{"causation_id":"m-1","causation_type":"order.requested","#
                    + #""correlation_id":"5e1f0c3a-7b0e-4c59-9a57-3d0d3b1f2a10"}"#
            ])
    }

    @Test func `the row can be made anew from the stream`() async throws {
        let stage = try ParticipantStage.order()
        for event in [
            OrderRequested.example, PaymentProcessed.example, OrderCancelRequested.example,
            ShippingDispatched.example, ShippingCancelRefused.example,
        ] as [any ShopEvent] {
            try await stage.hear(event)
        }
        let row = try #require(try await stage.view())
        let loaded = try await stage.database.read { try OrderStore().load(.example, in: $0) }
        #expect(OrderView(.example, loaded.state, version: loaded.version, updatedAt: row.updatedAt) == row)
        #expect(row.status == "shipped")
    }

    @Test func `a fact of a later version is not guessed at`() {
        #expect(throws: UnreadableFact.self) {
            try OrderFactJSON.fact(type: "shipped", version: 2, data: "{}")
        }
        #expect(throws: UnreadableFact.self) {
            try OrderFactJSON.fact(type: "forgotten", version: 1, data: "{}")
        }
    }
}
