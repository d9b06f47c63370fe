import Choreography
import RabbitMQ
import Testing

extension BrokerTests {
    @Suite("Every broker carries") struct ContentTests {
        /// All but decimals and floats that are no number, for which RabbitMQ 3.10.8 ends the connection of whoever
        /// publishes them.
        static let everyKind: FieldTable = [
            "bool": true, "int8": .int8(.min), "uint8": .uint8(.max), "int16": .int16(.min),
            "uint16": .uint16(.max), "int32": .int32(.min), "uint32": .uint32(.max), "int64": .int64(.min),
            "float": .float(1.5), "double": .double(-1e300), "string": "Zoë\u{0}\u{1F980}", "empty": "",
            "bytes": .bytes([0, 255, 128]), "array": [1, "two", [3.5, nil]],
            "timestamp": .timestamp(4_102_444_800),
            "table": ["in": ["deeper": true], "list": []], "void": nil,
        ]

        @Test("every kind of header", arguments: Adapter.allCases)
        func headers(_ adapter: Adapter) async throws {
            let echo = try await ConformanceBroker.make(adapter)
            let message = ConformanceBroker.message("a", headers: Self.everyKind)
            #expect(try await echo.outcomes(of: [message]) == [.confirmed])
            let delivery = try #require(try await echo.drain("echo", 1).first)
            for (name, value) in Self.everyKind { #expect(delivery.properties.headers[name] == value) }
            #expect(delivery.properties == message.properties)
        }

        @Test("every property", arguments: Adapter.allCases)
        func properties(_ adapter: Adapter) async throws {
            let echo = try await ConformanceBroker.make(adapter)
            let longest = String(repeating: "x", count: 255)
            let properties = BasicProperties(
                contentType: "text/plain", contentEncoding: "identity", headers: ["a": "b"],
                deliveryMode: .persistent, priority: 7, correlationID: longest, replyTo: "back",
                expiration: "3600000", messageID: longest, timestamp: 4_102_444_800, type: "echo.said",
                userID: "echo", appID: "tests", clusterID: "")
            let message = Message(
                exchange: Topology.eventsExchange, routingKey: "echo.said", properties: properties, body: [])
            #expect(try await echo.outcomes(of: [message]) == [.confirmed])
            #expect(try await echo.drain("echo", 1).map(\.properties) == [properties])
        }

        @Test("bodies of any size", arguments: Adapter.allCases)
        func bodies(_ adapter: Adapter) async throws {
            let echo = try await ConformanceBroker.make(adapter)
            let frame = 128 * 1024 - 8
            let bodies = [0, 1, frame - 1, frame, frame + 1, 2 * frame, 1 << 20].map { size in
                (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            }
            let messages = bodies.enumerated().map { number, body in
                var message = ConformanceBroker.message("\(number)")
                message.body = body
                return message
            }
            #expect(try await echo.outcomes(of: messages) == messages.map { _ in .confirmed })
            let deliveries = try await echo.drain("echo", bodies.count)
            #expect(deliveries.map(\.body.count) == bodies.map(\.count))
            #expect(deliveries.map(\.body) == bodies)
        }
    }
}
