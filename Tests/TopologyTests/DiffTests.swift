import Choreography
import ChoreographyTesting
import RabbitMQ
import RabbitMQManagement
import ShopEvents
import Testing

extension BrokerTests {
    /// What somebody changed by hand at a real broker is found, mended by applying, and gone afterwards.
    @Suite struct DiffTests {
        /// The differences after `damage`, of a topology that was held before; after applying there are none.
        private func differences(
            _ damage: (TestBroker, Connection, String) async throws -> Void
        ) async throws -> [TopologyDifference] {
            var found: [TopologyDifference] = []
            try await withVirtualHost { broker, topology in
                let client = try broker.management()
                try #require(try await client.apply(topology, passwords: TestBroker.passwords) == [])
                #expect(try await client.differences(from: topology) == [])
                let admin = try await broker.connect(broker.administrator, topology.virtualHost)
                try await damage(broker, admin, topology.virtualHost)
                await admin.close()
                found = try await client.differences(from: topology)
                #expect(try await client.apply(topology, passwords: TestBroker.passwords) == [])
                let left = try await client.differences(from: topology)
                #expect(left.allSatisfy { $0.severity == .warning }, "\(left)")
            }
            return found
        }

        @Test func `a binding that went`() async throws {
            let found = try await differences { _, admin, _ in
                try await admin.unbindQueue("payment", exchange: "events", routingKey: "order.placed")
            }
            #expect(found.count == 1)
            let difference = try #require(found.first)
            #expect(difference.severity == .error)
            #expect(difference.object.hasPrefix(#"binding of payment to events under "order.placed""#))
            #expect(difference.found == nil && difference.expected?.contains("order.placed") == true)
            #expect(difference.mend.contains("choreo topology apply") && difference.mend.contains("history"))
        }

        @Test func `a policy that went`() async throws {
            let found = try await differences { broker, _, host in
                try await broker.broker.control("clear_policy", "-p", host, "payment")
            }
            #expect(found.map(\.object).filter { $0.hasPrefix("policy payment") }.count == 1)
            #expect(found.count == 1, "it is not told again by the queue: \(found)")
        }

        @Test func `a policy with another delivery limit`() async throws {
            let found = try await differences { broker, _, host in
                var policy = try #require(Topology(.shop, virtualHost: host).policy(of: "payment"))
                policy.definition["delivery-limit"] = .number(3)
                try await broker.management().putPolicy(policy)
            }
            #expect(found.count == 1)
            #expect(found.first?.found?.contains("delivery-limit=3") == true)
            #expect(found.first?.expected?.contains("delivery-limit=200") == true)
        }

        @Test func `a permission, a topic permission and a tag that somebody changed`() async throws {
            let found = try await differences { broker, _, host in
                try await broker.broker.control("set_permissions", "-p", host, "payment", ".*", ".*", ".*")
                try await broker.broker.control(
                    "set_topic_permissions", "-p", host, "carrier", "events", ".*", ".*")
                try await broker.management().putUserKeepingPassword("email", tags: ["administrator"])
            }
            let objects = found.filter { $0.severity == .error }.map(\.object)
            #expect(objects.count == 3)
            #expect(objects.contains { $0.hasPrefix("permission of payment") })
            #expect(objects.contains { $0.hasPrefix("topic permission of carrier on events") })
            #expect(objects.contains("user email"))
        }

        /// The definitions look right; what the queue obeys is another thing.
        @Test func `an operator policy that lowers the delivery limit`() async throws {
            try await withVirtualHost { broker, topology in
                let client = try broker.management()
                _ = try await client.apply(topology, passwords: TestBroker.passwords)
                let host = topology.virtualHost
                try await broker.broker.control(
                    "set_operator_policy", "-p", host, "low", "^payment$", #"{"delivery-limit":5}"#,
                    "--apply-to", "queues")
                let found = try await client.differences(from: topology)
                #expect(found.map(\.object) == ["effective policy of queue payment in \(host)"])
                #expect(found.first?.found == "delivery-limit: 5")
                #expect(found.first?.mend.contains("clear_operator_policy") == true)
                try await broker.broker.control("clear_operator_policy", "-p", host, "low")
                #expect(try await client.differences(from: topology) == [])
            }
        }

        @Test func `what is beside the score is a warning, and stays but for bindings of our queues`()
            async throws
        {
            let found = try await differences { broker, admin, host in
                try await admin.declareQueue("somebodys", arguments: ["x-queue-type": .string("quorum")])
                try await admin.bindQueue("somebodys", exchange: "events", routingKey: "order.#")
                try await admin.bindQueue("email", exchange: "events", routingKey: "payment.#")
                try await broker.management().putUser("stranger", password: "a long enough one")
                try await broker.broker.control(
                    "set_permissions", "-p", host, "stranger", "^$", "events", ".*")
            }
            try await TestBroker.shared().management().deleteUser("stranger")
            #expect(found.allSatisfy { $0.severity == .warning })
            let objects = found.map(\.object)
            #expect(objects.contains { $0.hasPrefix("queue somebodys") })
            #expect(objects.contains { $0.hasPrefix(#"binding of somebodys to events under "order.#""#) })
            #expect(objects.contains { $0.hasPrefix(#"binding of email to events under "payment.#""#) })
            #expect(objects.contains { $0.hasPrefix("permission of stranger") })
            #expect(objects.count == 4, "\(objects)")
        }

        @Test func `a queue of another type is mended by hand, and never by deleting messages`() async throws
        {
            try await withVirtualHost(Score.scratch) { broker, topology in
                let client = try broker.management()
                try await client.putVirtualHost(topology.virtualHost)
                let admin = try await broker.connect(broker.administrator, topology.virtualHost)
                try await admin.declareQueue("lonely", arguments: ["x-queue-type": .string("classic")])
                await admin.close()
                _ = try await client.apply(topology, passwords: [:])
                let found = try await client.differences(from: topology)
                let queue = try #require(found.first { $0.object.hasPrefix("queue lonely") })
                #expect(queue.found == "arguments: x-queue-type=classic")
                #expect(queue.expected == "arguments: x-queue-type=quorum")
                #expect(queue.mend.contains("--if-empty") && queue.mend.contains("outboxes"))
                try await client.deleteUser("lonely")
            }
        }

        @Test func `a virtual host that is not there is one long list, and no error`() async throws {
            let client = try TestBroker.shared().management()
            let found = try await client.differences(from: Topology(.shop, virtualHost: "nowhere"))
            #expect(found.contains { $0.object == "virtual host nowhere" })
            #expect(found.allSatisfy { !$0.mend.isEmpty && $0.severity == .error })
        }
    }
}
