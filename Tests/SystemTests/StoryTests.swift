import Choreography
import Foundation
import ShopEvents
import ShopSystem
import Testing

extension SystemTests.Together {
    /// The real executables on a real broker: every way that an order can take.
    @Suite("The dance, five processes and a broker", .timeLimit(.minutes(10)))
    struct StoryTests {
        let shop: ShopUnderTest

        init() throws { shop = try Shop.open() }

        @Test("any AMQP client's order dances through to order.confirmed") func forward() async throws {
            let order = try await shop.order("product_1", quantity: 2, price: 1250)
            try await shop.wait(for: "order.confirmed", of: order)
            #expect(
                await shop.said(about: order) == [
                    "order.placed", "payment.processed", "inventory.reserved", "shipping.scheduled",
                    "order.confirmed",
                ])
            #expect(try await shop.status(of: order) == "confirmed")
            #expect(await shop.bodies("payment.processed", of: order).first?["amount"] as? Int == 2500)
            try await shop.waitForMails(["received", "confirmed"], about: order)
            for event in await shop.events(of: order).dropFirst() {
                #expect(
                    event.sender == String(event.type.prefix { $0 != "." }),
                    "the broker vouches for the sayer")
                let causes = await shop.events(of: order).map(\.messageID)
                #expect(causes.contains(event.causationID), "\(event.type) names its cause")
            }
        }

        @Test("a declined card: nothing was taken, nothing to undo") func declined() async throws {
            let order = try await shop.order(token: "tok_declined")
            try await shop.wait(for: "order.cancelled", of: order)
            #expect(await shop.said(about: order) == ["order.placed", "payment.failed", "order.cancelled"])
            #expect(try await shop.status(of: order) == "cancelled")
            try await shop.waitForMails(["received", "cancelled"], about: order)
        }

        @Test("a total over the gateway's limit is declined as well") func tooDear() async throws {
            let order = try await shop.order(price: 1_000_001)
            try await shop.wait(for: "order.cancelled", of: order)
            #expect(await shop.said(about: order) == ["order.placed", "payment.failed", "order.cancelled"])
        }

        @Test("out of stock: the money goes back") func outOfStock() async throws {
            let order = try await shop.order("product_2", quantity: 5000, price: 1)
            try await shop.wait(for: "order.cancelled", of: order)
            #expect(
                await shop.said(about: order) == [
                    "order.placed", "payment.processed", "inventory.rejected", "payment.refunded",
                    "order.cancelled",
                ])
            let refund = try #require(await shop.bodies("payment.refunded", of: order).first)
            #expect(refund["amount"] as? Int == 5000 && refund["currency"] as? String == "EUR")
        }

        @Test("undeliverable: stock released, money back, last step first") func undeliverable() async throws
        {
            let order = try await shop.order(country: "AQ")
            try await shop.wait(for: "order.cancelled", of: order)
            #expect(
                await shop.said(about: order) == [
                    "order.placed", "payment.processed", "inventory.reserved", "shipping.failed",
                    "inventory.released", "payment.refunded", "order.cancelled",
                ])
        }

        @Test("cancelled by the customer after confirmation: undone step by step") func cancelled()
            async throws
        {
            let order = try await shop.order()
            try await shop.wait(for: "order.confirmed", of: order)
            try await shop.cancel(order)
            try await shop.wait(for: "order.cancelled", of: order)
            #expect(
                await shop.said(about: order).suffix(5) == [
                    "order.cancelling", "shipping.cancelled", "inventory.released", "payment.refunded",
                    "order.cancelled",
                ])
            try await shop.waitForMails(["received", "confirmed", "cancelled"], about: order)
            // A second wish changes nothing; the next order's end shows that it was heard.
            try await shop.cancel(order)
            let next = try await shop.order()
            try await shop.wait(for: "order.confirmed", of: next)
            #expect(await shop.said(about: order).filter { $0 == "order.cancelling" }.count == 1)
        }

        @Test("cancelled before payment has heard of it: voided, no money was ever taken") func tombstones()
            async throws
        {
            try await shop.system.pauseWorker("payment")
            let order = try await shop.order()
            try await shop.wait(for: "order.placed", of: order)
            try await shop.cancel(order)
            try await shop.wait(for: "inventory.released", of: order)
            try await shop.system.resumeWorker("payment")
            try await shop.wait(for: "order.cancelled", of: order)
            let said = await shop.said(about: order)
            #expect(said.contains("payment.voided") || said.contains("payment.refunded"))
            #expect(!said.contains("inventory.reserved") && !said.contains("shipping.scheduled"))
            let net: [Int] = try await shop.rows(
                "payment", "SELECT count(*) FROM payments WHERE order_id = ? AND status = 'charged'",
                order.text)
            #expect(net == [0])
        }

        @Test("a cancellation that comes before the order is remembered") func cancelledFirst() async throws {
            let order = OrderID.random
            try await shop.cancel(order)
            try await waitUntil("it is remembered") {
                try await shop.rows(
                    "order", "SELECT count(*) FROM events WHERE stream LIKE ?", "%\(order)%") == [1]
            }
            _ = try await shop.order(id: order)
            try await shop.wait(for: "order.rejected", of: order)
            #expect(await shop.said(about: order) == ["order.rejected"])
            try await shop.waitForMails(["rejected"], about: order)
        }

        @Test(
            "what makes no business sense is rejected, and the customer is told",
            arguments: [
                (quantity: 0, price: Int64(100), currency: "EUR"), (1, Int64(100), "XXL"),
                (1_000_000, Int64.max / 10, "EUR"),
            ]) func rejected(quantity: Int, price: Int64, currency: String) async throws
        {
            let order = try await shop.order(quantity: quantity, price: price, currency: currency)
            try await shop.wait(for: "order.rejected", of: order)
            #expect(await shop.said(about: order) == ["order.rejected"])
            #expect(try await shop.status(of: order) == "rejected")
            try await shop.waitForMails(["rejected"], about: order)
        }

        @Test("collected and delivered: reserved stock becomes shipped, and it is too late to cancel")
        func delivered() async throws {
            let order = try await shop.order()
            try await shop.wait(for: "order.confirmed", of: order)
            try await shop.say(CarrierCollected(orderID: order, trackingNumber: "T-1"))
            try await shop.wait(until: "shipped", of: order)
            try await shop.cancel(order)
            try await shop.wait(for: "order.cancel_refused", of: order)
            try await shop.say(CarrierDelivered(orderID: order, trackingNumber: "T-1"))
            try await shop.wait(until: "delivered", of: order)
            try await shop.waitForMails(
                ["received", "confirmed", "dispatched", "delivered", "cancel_refused"], about: order)
            try await waitUntil("the stock has left") {
                try await shop.rows(
                    "inventory", "SELECT status FROM reservations WHERE order_id = ?", order.text)
                    == ["shipped"]
            }
            #expect(
                await shop.said(about: order).filter { $0.hasPrefix("shipping.") }
                    == ["shipping.scheduled", "shipping.dispatched", "shipping.delivered"])
        }

        @Test("delivered though nobody said collected: both facts are stated") func deliveredAtOnce()
            async throws
        {
            let order = try await shop.order()
            try await shop.wait(for: "order.confirmed", of: order)
            try await shop.say(CarrierDelivered(orderID: order, trackingNumber: "T-1"))
            try await shop.wait(until: "delivered", of: order)
            #expect(await shop.said(about: order).suffix(2) == ["shipping.dispatched", "shipping.delivered"])
        }

        @Test("cancelled while the carrier drives off: refused, and the order lives on") func cancelRefused()
            async throws
        {
            let order = try await shop.order()
            try await shop.wait(for: "order.confirmed", of: order)
            try await shop.system.pauseWorker("order")
            try await shop.cancel(order)
            try await shop.say(CarrierCollected(orderID: order, trackingNumber: "T-1"))
            try await shop.wait(for: "shipping.dispatched", of: order)
            try await shop.system.resumeWorker("order")
            try await shop.wait(for: "order.cancel_refused", of: order)
            try await shop.wait(until: "shipped", of: order)
            let said = await shop.said(about: order)
            #expect(!said.contains("order.cancelled"))
            if said.contains("order.cancelling") { #expect(said.contains("shipping.cancel_refused")) }
        }

        @Test("stock arrives; a sku that ran out is said so and is there again") func warehouse() async throws
        {
            let sku = "product_\(UInt32.random(in: 1000...UInt32.max))"
            let early = try await shop.order(sku)
            try await shop.wait(for: "order.cancelled", of: early)
            try await shop.say(WarehouseReceived(sku: try #require(SKU(sku)), quantity: 2))
            try await waitUntil("it is in stock") {
                try await shop.rows("inventory", "SELECT on_hand FROM stock WHERE sku = ?", sku) == [2]
            }
            let order = try await shop.order(sku, quantity: 2)
            try await shop.wait(for: "order.confirmed", of: order)
            try await shop.cancel(order)
            try await shop.wait(for: "order.cancelled", of: order)
            let about = await shop.allEvents().filter {
                String(decoding: $0.body, as: UTF8.self).contains(sku)
            }
            let stockNews = about.map(\.type).filter {
                $0 == "inventory.restocked" || $0 == "inventory.depleted"
            }
            #expect(stockNews == ["inventory.restocked", "inventory.depleted", "inventory.restocked"])
        }

        @Test("the same event 50 times has one effect") func fiftyTimes() async throws {
            let id = OrderID.random
            let messageID = UUID().uuidString
            for _ in 0..<50 { _ = try await shop.order(id: id, messageID: messageID) }
            try await shop.wait(for: "order.confirmed", of: id)
            let after = try await shop.order()
            try await shop.wait(for: "order.confirmed", of: after)
            #expect(await shop.said(about: id).count == 5)
            try await shop.waitForMails(["received", "confirmed"], about: id)
        }

        @Test("late and repeated events of every participant change nothing") func repeatedHistory()
            async throws
        {
            let order = try await shop.order(country: "AQ")
            try await shop.wait(for: "order.cancelled", of: order)
            try await shop.waitForMails(["received", "cancelled"], about: order)
            let before = await shop.said(about: order)
            // New message ids: the inbox cannot help, the rules have to.
            _ = try await shop.order(country: "AQ", id: order)
            try await shop.cancel(order)
            try await shop.say(CarrierCollected(orderID: order, trackingNumber: "T-1"))
            try await shop.say(CarrierDelivered(orderID: order, trackingNumber: "T-1"))
            let after = try await shop.order()
            try await shop.say(CarrierDelivered(orderID: after, trackingNumber: "T-2"))
            try await shop.wait(for: "order.confirmed", of: after)
            #expect(await shop.said(about: order) == before)
            #expect(try await shop.status(of: order) == "cancelled")
        }
    }
}
