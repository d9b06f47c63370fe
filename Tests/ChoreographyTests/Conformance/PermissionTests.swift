import Choreography
import RabbitMQ
import Testing

extension BrokerTests {
    @Suite("Every broker with users") struct PermissionTests {
        private func expectEnd(
            _ message: Message, as user: String = "mirror", _ code: AMQPError.Code,
            of echo: ConformanceBroker,
            sourceLocation: SourceLocation = #_sourceLocation
        ) async throws {
            let publisher = try await echo.publisher(as: user)
            let outcomes = await publisher.publish([message])
            #expect(outcomes.map(\.unknown) == [code], sourceLocation: sourceLocation)
            await publisher.ended { _ in }
        }

        @Test("lets a participant publish under its own prefix only", arguments: Adapter.allCases)
        func topics(_ adapter: Adapter) async throws {
            let echo = try await ConformanceBroker.make(adapter)
            for key in ["echo.said", "mirrors.said", "x.mirror.said", "mirror", ""] {
                try await expectEnd(ConformanceBroker.message("a", key: key), .accessRefused, of: echo)
            }
            let own = ConformanceBroker.message("own", key: "mirror.said")
            #expect(try await echo.outcomes(of: [own], as: "mirror") == [.confirmed])
            #expect(try await echo.depth("echo") == 0)
        }

        @Test(
            "lets a participant write events and dead letters and nothing else", arguments: Adapter.allCases)
        func exchanges(_ adapter: Adapter) async throws {
            let echo = try await ConformanceBroker.make(adapter)
            for exchange in ["", Topology.unroutedExchange, "nowhere"] {
                try await expectEnd(
                    ConformanceBroker.message("a", to: exchange, key: "echo"), .accessRefused, of: echo)
            }
            #expect(try await echo.depth("echo") == 0)
        }

        @Test("vouches for the sender that a message names", arguments: Adapter.allCases)
        func senders(_ adapter: Adapter) async throws {
            let echo = try await ConformanceBroker.make(adapter)
            let forged = ConformanceBroker.message("forged", user: "mirror")
            try await expectEnd(forged, as: "echo", .preconditionFailed, of: echo)
            let own = ConformanceBroker.message("own", user: "echo")
            let outcomes = try await echo.outcomes(of: [own, ConformanceBroker.message("none")])
            #expect(outcomes == [.confirmed, .confirmed])
            // The operator replays in the name of others, and through the default exchange.
            let replayed = ConformanceBroker.message("replayed", to: "", key: "echo", user: "mirror")
            #expect(try await echo.outcomes(of: [replayed], as: Topology.operatorUser) == [.confirmed])
            let deliveries = try await echo.drain("echo", 3)
            #expect(deliveries.map(\.properties.userID) == ["echo", nil, "mirror"])
            #expect(deliveries.last?.exchange == "" && deliveries.last?.routingKey == "echo")
        }

        @Test("lets a participant read its own queue only", arguments: Adapter.allCases)
        func queues(_ adapter: Adapter) async throws {
            let echo = try await ConformanceBroker.make(adapter)
            for queue in ["echo", "echo.dlq", "mirror.dlq", Topology.unroutedQueue] {
                let error = await #expect(throws: AMQPError.self) {
                    _ = try await echo.consumer(of: queue, as: "mirror")
                }
                #expect(error?.code == .accessRefused)
            }
            await (try echo.consumer(of: "mirror", as: "mirror")).close()
        }

        /// What a sender selects by CC and BCC, RabbitMQ 3.10.8 does not hold against its permission. What
        /// arrives that way still comes under the routing key that was checked, so a worker can tell.
        @Test(
            "routes by CC and BCC, past the permission but under the routing key that was checked",
            arguments: Adapter.allCases)
        func senderSelected(_ adapter: Adapter) async throws {
            let echo = try await ConformanceBroker.make(adapter)
            let copied = ConformanceBroker.message("cc", headers: ["CC": ["mirror.said", "x"], "n": 1])
            let hidden = ConformanceBroker.message("bcc", headers: ["BCC": ["mirror.said"], "n": 1])
            #expect(try await echo.outcomes(of: [copied, hidden]) == [.confirmed, .confirmed])
            for queue in ["echo", "mirror"] {
                let deliveries = try await echo.drain(queue, 2)
                #expect(deliveries.map(\.text) == ["cc", "bcc"])
                #expect(deliveries.map(\.routingKey) == ["echo.said", "echo.said"])
                #expect(deliveries.map { $0.properties.headers["CC"] } == [["mirror.said", "x"], nil])
                #expect(deliveries.map { $0.properties.headers["BCC"] } == [nil, nil])
            }
            try await expectEnd(
                ConformanceBroker.message("a", key: "mirror.said", headers: ["CC": "echo.said"]),
                .preconditionFailed, of: echo)
        }
    }
}
