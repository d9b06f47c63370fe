import Choreography
import RabbitMQ
import RabbitMQManagement
import ShopEvents
import Testing

extension BrokerTests {
    /// The topology reaches a broker, stays what it is, and tells what did not take effect.
    @Suite struct ApplyTests {
        @Test func itTakesEffectAndMayBeRepeated() async throws {
            try await withVirtualHost { broker, topology in
                let client = try broker.management()
                #expect(try await client.apply(topology, passwords: TestBroker.passwords) == [])
                let event = Message(exchange: "events", routingKey: "payment.processed", body: [1])
                try await broker.publish(event, as: "payment", in: topology.virtualHost).expectConfirmed()
                #expect(try await client.apply(topology, passwords: TestBroker.passwords) == [])

                let names = try await client.queues(in: topology.virtualHost)
                #expect(names.count == 12)
                #expect(names.first { $0.name == "history" }?.type == "stream")
                let order = try await broker.connect("order", topology.virtualHost)
                let kept = try await order.get(queue: "order")
                #expect(kept?.delivery.body == [1], "a message survives the second application")
                await order.close()
            }
        }

        @Test func aUserWithoutAPasswordKeepsTheOneItHas() async throws {
            try await withVirtualHost { broker, topology in
                let client = try broker.management()
                #expect(try await client.apply(topology, passwords: TestBroker.passwords) == [])
                #expect(try await client.apply(topology, passwords: [:]) == [])
                await (try broker.connect("payment", topology.virtualHost)).close()
            }
        }

        @Test func aNewUserWithoutAPasswordCannotLogIn() async throws {
            try await withVirtualHost(Score.scratch) { broker, topology in
                let client = try broker.management()
                #expect(try await client.apply(topology, passwords: [:]) == [])
                let error = await #expect(throws: AMQPError.self) {
                    _ = try await broker.connect("lonely", topology.virtualHost, password: "")
                }
                #expect(error?.code == .authenticationFailed)
                try await client.deleteUser("lonely")
            }
        }

        @Test func aQueueOfAnotherTypeIsReported() async throws {
            try await withVirtualHost(Score.scratch) { broker, topology in
                let client = try broker.management()
                try await client.putVirtualHost(topology.virtualHost)
                let admin = try await broker.connect(broker.administrator, topology.virtualHost)
                try await admin.declareQueue("lonely", arguments: ["x-queue-type": .string("classic")])
                await admin.close()
                let told = try await client.apply(topology, passwords: [:])
                #expect(told.map(\.object) == ["queue lonely in \(topology.virtualHost)"])
                #expect(told.first?.problem.contains("classic") == true)
                #expect(told.first?.problem.contains("quorum") == true)
                try await client.deleteUser("lonely")
            }
        }

        @Test func aPolicyThatWouldStandInForOursIsReported() async throws {
            try await withVirtualHost(Score.scratch) { broker, topology in
                let client = try broker.management()
                _ = try await client.apply(topology, passwords: [:])
                try await client.putPolicy(
                    .init(
                        name: "everything", vhost: topology.virtualHost, pattern: ".*", applyTo: "queues",
                        priority: 99, definition: ["max-length": .number(1)]))
                let told = try await client.apply(topology, passwords: [:])
                #expect(told.count == 1)
                #expect(told.first?.problem.contains("may stand in for") == true)
                try await client.deleteUser("lonely")
            }
        }

        @Test func aBindingThatTheScoreNoLongerHasGoes() async throws {
            try await withVirtualHost { broker, topology in
                let client = try broker.management()
                _ = try await client.apply(topology, passwords: TestBroker.passwords)
                let admin = try await broker.connect(broker.administrator, topology.virtualHost)
                try await admin.bindQueue("email", exchange: "events", routingKey: "payment.#")
                await admin.close()
                #expect(try await client.apply(topology, passwords: TestBroker.passwords) == [])
                let bindings = try await client.definitions().bindings
                #expect(
                    !bindings.contains {
                        $0.vhost == topology.virtualHost && $0.routingKey == "payment.#"
                    })
            }
        }

        /// The exchange is there before its bindings, and the history hears everything: without more ado what is
        /// published in between would be confirmed, and heard by nobody else.
        @Test func whatIsPublishedWhileAnExchangeComesBackIsHeardByAllOrRefused() async throws {
            try await withVirtualHost { broker, topology in
                let client = try broker.management()
                #expect(try await client.apply(topology, passwords: TestBroker.passwords) == [])
                let admin = try await broker.connect(broker.administrator, topology.virtualHost)
                let speaker = try await broker.connect("payment", topology.virtualHost)
                var confirmed = 0
                for _ in 0..<5 {
                    try await admin.deleteExchange("events")
                    async let applied = client.apply(topology, passwords: TestBroker.passwords)
                    var isTaken = false
                    while !isTaken {
                        let outcomes = await (try speaker.makePublisher()).publish([
                            .event("payment.processed")
                        ])
                        isTaken = outcomes == [.confirmed]
                    }
                    #expect(try await applied == [])
                    confirmed += 1
                    #expect(try await admin.declareQueue("order", passive: true).messages == confirmed)
                }
                await speaker.close()
                await admin.close()
            }
        }

        @Test func aWrongAdministratorsPasswordIsToldClearly() async throws {
            let broker = try TestBroker.shared()
            let client = try ManagementClient(url: broker.managementURL(password: "wr0ng"))
            let error = await #expect(throws: ManagementError.self) {
                _ = try await client.apply(Topology(.shop, virtualHost: "never"), passwords: [:])
            }
            #expect(error?.status == 401)
            #expect(error?.description.contains("Check user and password") == true)
            #expect(error?.description.contains("wr0ng") == false)
            await #expect(throws: ManagementError.self) { try await client.waitUntilReady() }
        }

        @Test func theScriptAppliesTheCommittedFile() async throws {
            let broker = try TestBroker.shared()
            let client = try broker.management()
            try await client.deleteVirtualHost("shop")
            for _ in 1...2 {
                let result = try await broker.runApplyScript()
                #expect(result.succeeded, "\(result.errors)")
            }
            #expect(Topology(.shop).differences(from: try await client.definitions()) == [])
            await (try broker.connect("payment", "shop")).close()
            let refused = try await broker.runApplyScript(adminPassword: "wr0ng")
            #expect(!refused.succeeded)
            #expect(refused.errors.contains("the broker refuses user \(broker.administrator)"))
            #expect(!refused.errors.contains("wr0ng"))
            try await client.deleteVirtualHost("shop")
        }
    }
}
