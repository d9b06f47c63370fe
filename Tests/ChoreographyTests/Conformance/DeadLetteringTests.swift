import Choreography
import RabbitMQ
import Testing

extension BrokerTests {
    @Suite("Every broker puts into the dead letters") struct DeadLetteringTests {
        @Test("what was rejected for good, with how it died", arguments: Adapter.allCases)
        func rejected(_ adapter: Adapter) async throws {
            let echo = try await ConformanceBroker.make(adapter)
            var message = ConformanceBroker.message("a", user: "echo")
            message.properties.expiration = "3600000"
            message.properties.headers["CC"] = ["echo.again"]
            #expect(try await echo.outcomes(of: [message]) == [.confirmed])
            let consumer = try await echo.consumer()
            _ = try await consumer.take(1)
            try await consumer.settle([.reject(1, requeue: false)])
            let letter = try #require(try await echo.drain("echo.dlq", 1).first)
            await consumer.close()
            #expect(letter.exchange == Topology.deadLettersExchange && letter.routingKey == "echo")
            #expect(letter.text == "a" && letter.properties.messageID == "m-a")
            #expect(letter.properties.userID == "echo")
            #expect(letter.properties.expiration == nil)
            let headers = letter.properties.headers
            #expect(headers["number"] == 7 && headers["CC"] == nil)
            #expect(headers["x-first-death-reason"] == "rejected")
            #expect(headers["x-first-death-queue"] == "echo")
            #expect(headers["x-first-death-exchange"]?.string == Topology.eventsExchange)
            let death = try #require(letter.death)
            #expect(death["reason"] == "rejected" && death["queue"] == "echo")
            #expect(death["count"]?.integer == 1 && death["time"]?.integer != nil)
            #expect(death["exchange"]?.string == Topology.eventsExchange)
            guard case .array(let keys) = death["routing-keys"] else {
                Issue.record("no routing keys: \(death)")
                return
            }
            #expect(keys.first == "echo.said")
        }

        @Test("several at once, in order", arguments: Adapter.allCases)
        func several(_ adapter: Adapter) async throws {
            let echo = try await ConformanceBroker.make(adapter)
            try await echo.publish(["a", "b", "c"])
            let consumer = try await echo.consumer()
            _ = try await consumer.take(3)
            try await consumer.settle([.ack(2), .nack(3, multiple: true, requeue: false)])
            #expect(try await echo.drain("echo.dlq", 2).map(\.text) == ["a", "c"])
            await consumer.close()
        }

        @Test("what came back too often, however it came back", arguments: Adapter.allCases)
        func deliveryLimit(_ adapter: Adapter) async throws {
            let echo = try await ConformanceBroker.make(adapter, deliveryLimit: 3)
            try await echo.publish(["poison"])
            let consumer = try await echo.consumer()
            for tag in 1...2 as ClosedRange<UInt64> {
                #expect(try await consumer.take(1).map(\.redelivered) == [tag > 1])
                try await consumer.settle([.reject(tag, requeue: true)])
            }
            _ = try await consumer.take(1)
            await consumer.close()
            let last = try await echo.consumer()
            let delivery = try #require(try await last.take(1).first)
            #expect(delivery.redelivered)
            #expect(delivery.properties.headers["x-delivery-count"]?.integer == 3)
            #expect(try await echo.depth("echo.dlq") == 0)
            await last.close()
            let letter = try #require(try await echo.drain("echo.dlq", 1).first)
            #expect(letter.death?["reason"] == "delivery_limit")
            try await until("nothing is left") { try await echo.depth("echo") == 0 }
        }

        @Test("nothing that dies among the dead letters", arguments: Adapter.allCases)
        func deadAlready(_ adapter: Adapter) async throws {
            let echo = try await ConformanceBroker.make(adapter)
            let letter = ConformanceBroker.message("a", to: Topology.deadLettersExchange, key: "echo")
            #expect(try await echo.outcomes(of: [letter]) == [.confirmed])
            let consumer = try await echo.consumer(of: "echo.dlq", as: Topology.operatorUser)
            _ = try await consumer.take(1)
            try await consumer.settle([.reject(1, requeue: false)])
            await consumer.close()
            try await until("it is gone") { try await echo.depth("echo.dlq") == 0 }
            #expect(try await echo.depth("echo") == 0)
        }
    }
}

extension Delivery {
    /// The newest entry of `x-death`.
    var death: FieldTable? {
        guard case .array(let deaths)? = properties.headers["x-death"], case .table(let death)? = deaths.first
        else { return nil }
        return death
    }
}
