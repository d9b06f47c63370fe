import Choreography
import ChoreographyTesting
import Foundation
import Order
import RabbitMQ
import ShopEvents
import Testing

@testable import OrderWorker
@testable import WorkerApplication

@Suite("The order's HTTP door, with a worker at work", .timeLimit(.minutes(1)))
struct OrderRoutesTests {
    private struct List: Decodable {
        let items: [OrderDetails]
        let total, pages: Int
    }

    private struct Trail: Decodable {
        struct Entry: Decodable {
            let version: Int
            let type: String
        }
        let items: [Entry]
    }

    private func with(_ body: (WorkerAtWork) async throws -> Void) async throws {
        try await WorkerAtWork.with(OrderParticipant(), routes: { try OrderWorker.endpoints($0) }, body)
    }

    static func body(
        _ order: OrderID? = nil, customer: String = "c-1", quantity: Int = 1, price: Int = 1250
    ) -> String {
        let id = order.map { #""order_id":"\#($0)","# } ?? ""
        return """
            {\(id)"customer":{"id":"\(customer)","name":"Zoë","email":"zoe@example.com"},"lines":[{"sku":\
            "product_1","quantity":\(quantity),"unit_price":\(price)}],"currency":"EUR","payment_token":\
            "tok_secret","shipping_address":{"name":"Zoë","street":"Hauptstr. 1","city":"Berlin",\
            "postal_code":"10115","country":"DE"}}
            """
    }

    @Test("an order is there as soon as it is placed, and placed once, however often it is told")
    func place() async throws {
        try await with { worker in
            for _ in 0..<20 {
                let key = UUID().uuidString
                let told = try await worker.ask("/orders", posting: Self.body(), key: key)
                #expect(told.status == 202)
                let receipt = try told.json(OrderReceipt.self)
                #expect(receipt.acceptance == .applied && receipt.status == "pending")
                #expect(receipt.orderID.text == key.lowercased(), "a key that is a UUID names the order")
                let place = try #require(told.headers["location"])
                let order = try await worker.ask(place).json(OrderDetails.self)
                #expect(order.orderID == receipt.orderID && order.version == 1 && order.total == 1250)
                let again = try await worker.ask("/orders", posting: Self.body(), key: key)
                #expect(again.status == 202)
                #expect(try again.json(OrderReceipt.self).acceptance == .duplicate)
                #expect(again.headers["location"] == place)
            }
            func placed() async -> Int {
                await worker.broker.history.count { $0.routingKey == "order.placed" }
            }
            while await placed() < 20 { try await Task.sleep(for: .milliseconds(5)) }
            #expect(await placed() == 20)
        }
    }

    @Test("one key is good for one wish, and one order id for one order") func contradictions() async throws {
        try await with { worker in
            _ = try await worker.ask("/orders", posting: Self.body(.example), key: "k1")
            let other = try await worker.ask("/orders", posting: Self.body(.example, quantity: 2), key: "k1")
            #expect(other.status == 422 && other.problem?.type == "urn:problem:message-id-reused")
            let reused = try await worker.ask("/orders", posting: Self.body(.example, quantity: 2), key: "k2")
            #expect(reused.status == 409 && reused.problem?.type == "urn:problem:order-id-reused")
            let same = try await worker.ask("/orders", posting: Self.body(.example), key: "k3")
            #expect(same.status == 202)
            #expect(try await worker.ask("/orders/\(OrderID.example)").json(OrderDetails.self).itemCount == 1)
        }
    }

    @Test(
        "what is refused names the field and has no effect; what makes no sense is an order that is rejected")
    func refused() async throws {
        try await with { worker in
            for (body, key, status, field) in [
                (Self.body(price: -1), "k", 422, "lines[0].unit_price"),
                (Self.body(quantity: 1_000_001), "k", 422, "lines[0].quantity"),
                (Self.body().replacing("zoe@", with: "zoe"), "k", 422, "customer.email"),
                (Self.body().replacing("1250", with: "\"1250\""), "k", 400, "lines[0].unit_price"),
                (Self.body().replacing("\"lines\"", with: "\"line\""), "k", 400, "lines"),
                (Self.body(), nil, 400, "Idempotency-Key"),
            ] as [(String, String?, Int, String)] {
                let answer = try await worker.ask("/orders", posting: body, key: key)
                #expect(answer.status == status, "\(body)")
                #expect(answer.problem?.errors?.map(\.field) == [field], "\(body)")
            }
            #expect(try await worker.ask("/orders").json(List.self).total == 0)
            let nonsense = try await worker.ask("/orders", posting: Self.body(quantity: 0), key: "k")
            #expect(nonsense.status == 202)
            #expect(try nonsense.json(OrderReceipt.self).status == "rejected")
        }
    }

    @Test("an order at each version and at a time, and what was recorded, without the means to pay")
    func past() async throws {
        try await with { worker in
            let path = "/orders/\(OrderID.example)"
            #expect(try await worker.ask(path).status == 404)
            #expect(try await worker.ask(path + "/events").status == 404)
            #expect(try await worker.ask("/orders/17").problem?.errors?.first?.reason == "must be a UUID")
            _ = try await worker.ask("/orders", posting: Self.body(.example), key: "k")
            try await worker.say(PaymentProcessed.example, by: "payment")
            try await worker.say(ShippingScheduled.example, by: "shipping")
            try await worker.wait(for: .example, until: "confirmed")
            let versions = try await [1, 2, 3].mapInOrder {
                try await worker.ask("\(path)?at=\($0)").json(OrderDetails.self).displayStatus
            }
            #expect(versions == ["Awaiting payment", "Paid", "Confirmed"])
            #expect(try await worker.ask(path + "?at=4").status == 404)
            #expect(try await worker.ask(path + "?at=0").status == 404)
            let first = try await worker.ask(path + "?at=1").json(OrderDetails.self).createdAt
            let then = try await worker.ask("\(path)?at=\(first)")
            #expect(try then.json(OrderDetails.self).version >= 1)
            let before = try await worker.ask(path + "?at=2020-01-01T00:00:00Z")
            #expect(before.status == 404 && before.problem?.detail?.contains("by then") == true)
            let trail = try await worker.ask(path + "/events")
            #expect(try trail.json(Trail.self).items.map(\.type) == ["placed", "payment_noted", "confirmed"])
            #expect(try trail.json(Trail.self).items.map(\.version) == [1, 2, 3])
            let text = String(decoding: trail.body, as: UTF8.self)
            #expect(text.contains("Zoë") && !text.contains("tok_secret"))
        }
    }

    @Test("a customer cancels what is there, and nothing else") func cancel() async throws {
        try await with { worker in
            let (path, wish) = ("/orders/\(OrderID.example)/cancel", #"{"reason": "too dear"}"#)
            #expect(try await worker.ask(path, posting: wish, key: "c").status == 404)
            #expect(try await worker.ask("/orders/\(OrderID.example)").status == 404, "nothing is remembered")
            _ = try await worker.ask("/orders", posting: Self.body(.example), key: "k")
            let told = try await worker.ask(path, posting: wish, key: "c")
            #expect(told.status == 202)
            #expect(try told.json(OrderReceipt.self).status == "cancelling")
            let again = try await worker.ask(path, posting: wish, key: "c")
            #expect(try again.json(OrderReceipt.self).acceptance == .duplicate)
            #expect(
                try await worker.ask(path, posting: "{}", key: "d").problem?.errors?.first?.field == "reason")
            let order = try await worker.ask("/orders/\(OrderID.example)").json(OrderDetails.self)
            #expect(order.reason == "too dear" && order.version == 2)
        }
    }

    @Test("lists by customer and state, page by page; what was answered before does not hide what is new")
    func list() async throws {
        try await with { worker in
            #expect(try await worker.ask("/orders").json(List.self).total == 0)
            for number in 0..<7 {
                let body = Self.body(customer: "c-\(number % 2)", quantity: number % 3)
                _ = try await worker.ask("/orders", posting: body, key: UUID().uuidString)
            }
            var all = try await worker.ask("/orders").json(List.self)
            while all.total < 7 {
                try await Task.sleep(for: .milliseconds(5))
                all = try await worker.ask("/orders").json(List.self)
            }
            let pages = try await [1, 2, 3].mapInOrder {
                try await worker.ask("/orders?page=\($0)&page_size=3").json(List.self)
            }
            #expect(pages.flatMap(\.items) == all.items && pages.map(\.items.count) == [3, 3, 1])
            #expect(pages.allSatisfy { $0.total == 7 && $0.pages == 3 })
            let mine = try await worker.ask("/orders?user_id=c-1&status=rejected").json(List.self)
            #expect(mine.items.map(\.userID) == ["c-1"] && mine.total == 1)
            let wrong = try await worker.ask("/orders?status=lost")
            #expect(wrong.status == 400 && wrong.problem?.errors?.first?.field == "status")
            #expect(try await worker.ask("/orders?state=pending").status == 400)
        }
    }

    @Test("whoever watches hears each fact once, as it happens, until the order is at rest")
    func watch() async throws {
        try await with { worker in
            let path = "/orders/\(OrderID.example)/stream"
            #expect(try await worker.ask(path).status == 404)
            _ = try await worker.ask("/orders", posting: Self.body(.example), key: "k")
            async let heard = worker.ask(path)
            try await worker.say(PaymentProcessed.example, by: "payment")
            try await worker.wait(for: .example, versions: 2)
            try await worker.say(ShippingScheduled.example, by: "shipping")
            let answer = try await heard
            #expect(answer.headers["content-type"] == "text/event-stream")
            #expect(Self.events(answer) == ["1 placed", "2 payment_noted", "3 confirmed"])
            let rest = try await worker.ask(path, headers: ["Last-Event-ID": "2"])
            #expect(Self.events(rest) == ["3 confirmed"])
            let none = try await worker.ask(path, headers: ["Last-Event-ID": "3"])
            #expect(Self.events(none) == [], "at rest: nothing to wait for")
        }
    }

    /// Numbers and names, as `3 confirmed`.
    private static func events(_ answer: OpenDoor.Answer) -> [String] {
        String(decoding: answer.body, as: UTF8.self).matches(of: /id: (\d+)\nevent: (\w+)\n/)
            .map { "\($0.output.1) \($0.output.2)" }
    }
}

extension WorkerAtWork {
    /// Waits until an order stands so.
    func wait(for order: OrderID, until status: String) async throws {
        while try await ask("/orders/\(order)").json(OrderDetails.self).status != status {
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Waits until so many facts are recorded of an order.
    func wait(for order: OrderID, versions: Int) async throws {
        while try await ask("/orders/\(order)").json(OrderDetails.self).version < versions {
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}

extension Array {
    /// As `map`, one after the other.
    fileprivate func mapInOrder<Value>(_ body: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await body(element)) }
        return values
    }
}
