import Foundation
import FoundationNetworking
import ShopEvents
import ShopSystem
import Testing

extension SystemTests.Together {
    /// HTTP alone takes a customer from placing an order to its audit trail.
    @Suite("The customer's door", .timeLimit(.minutes(2))) struct DoorTests {
        let shop: ShopUnderTest

        init() throws { shop = try Shop.open() }

        @Test("placed, watched until confirmed, looked at as it was, cancelled, watched again")
        func customer()
            async throws
        {
            let order = OrderID.random
            let body = """
                {"customer":{"id":"c-door","name":"Zoë","email":"zoe@example.com"},"lines":[{"sku":"product_3",\
                "quantity":2,"unit_price":1250}],"currency":"EUR","payment_token":"tok_visa","shipping_address":\
                {"name":"Zoë","street":"Hauptstr. 1","city":"Berlin","postal_code":"10115","country":"DE"}}
                """
            let placed = try await ask("/orders", posting: body, key: order.text)
            #expect(placed.status == 202 && placed.json["status"] as? String == "pending")
            let place = try #require(placed.location)
            #expect(place == "/orders/\(order)")

            // Paid and reserved may be heard late, together with the confirmation.
            let forward = try await watch(place, since: 0)
            #expect(forward.first == "placed" && forward.last == "confirmed")
            let version = forward.count
            let confirmed = try await ask(place)
            #expect(confirmed.json["status"] as? String == "confirmed")
            #expect(confirmed.json["version"] as? Int == version && confirmed.json["total"] as? Int == 2500)
            #expect(try await ask(place + "?at=1").json["status"] as? String == "pending")

            let cancelled = try await ask(
                place + "/cancel", posting: #"{"reason":"too dear"}"#, key: "c-\(order)")
            #expect(cancelled.status == 202 && cancelled.json["status"] as? String == "cancelling")
            #expect(try await watch(place, since: version) == ["cancelling", "cancelled"])
            let trail = try await ask(place + "/events").json["items"] as? [[String: Any]]
            #expect(trail?.compactMap { $0["type"] as? String } == forward + ["cancelling", "cancelled"])
            #expect(try await ask("/orders?user_id=c-door").json["total"] as? Int == 1)
            try await shop.waitForMails(["received", "confirmed", "cancelled"], about: order)
        }

        private struct Answer {
            let status: Int
            let location: String?
            let text: String
            var json: [String: Any] {
                (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] ?? [:]
            }
        }

        private func ask(
            _ path: String, posting body: String? = nil, key: String? = nil, headers: [String: String] = [:]
        ) async throws -> Answer {
            let door = try #require(await shop.system.states["order"]?.http)
            var request = URLRequest(url: try #require(URL(string: door + path)))
            if let body {
                request.httpMethod = "POST"
                request.httpBody = Data(body.utf8)
                request.setValue("application/json", forHTTPHeaderField: "Content-Type")
                request.setValue(key, forHTTPHeaderField: "Idempotency-Key")
            }
            for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
            let (data, response) = try await URLSession.shared.data(for: request)
            let answer = try #require(response as? HTTPURLResponse)
            return Answer(
                status: answer.statusCode, location: answer.value(forHTTPHeaderField: "Location"),
                text: String(decoding: data, as: UTF8.self))
        }

        /// The types of what happens to an order until it is at rest.
        private func watch(_ place: String, since version: Int) async throws -> [String] {
            try await ask(place + "/stream", headers: ["Last-Event-ID": String(version)]).text
                .matches(of: /event: (\w+)\n/).map { String($0.output.1) }
        }
    }
}
