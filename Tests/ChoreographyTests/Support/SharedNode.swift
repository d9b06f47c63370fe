import Choreography
import ChoreographyTesting
import Foundation
import RabbitMQ
import RabbitMQManagement
import Testing

/// Tests that run on one private RabbitMQ, with a virtual host for each; one after the other, since the users
/// that come with a topology are the node's.
@Suite("On a real broker", .serialized, .sharedNode, .timeLimit(.minutes(3))) struct BrokerTests {}

/// The private broker of ``BrokerTests``.
struct SharedNode: Sendable {
    @TaskLocal static var current: SharedNode?

    let broker: PrivateBroker

    /// A virtual host with the topology of the score, whose users all have the password `secret`.
    static func prepare(_ score: Score, limits: Topology.Limits = .init()) async throws -> VirtualHost {
        let broker = try #require(current, "runs inside BrokerTests only").broker
        let topology = Topology(score, virtualHost: "\(score.name)-\(UUID().uuidString)", limits: limits)
        let management = try ManagementClient(
            url: broker.managementURL.replacing(
                "http://", with: "http://\(broker.administratorUser):\(broker.administratorPassword)@"))
        let passwords = topology.objects.users.map { ($0.name, "secret") }
        let differences = try await management.apply(
            topology, passwords: Dictionary(uniqueKeysWithValues: passwords))
        try #require(differences.isEmpty)
        return VirtualHost(broker: broker, name: topology.virtualHost, management: management)
    }
}

/// A virtual host of ``SharedNode``.
struct VirtualHost: Sendable {
    let broker: PrivateBroker
    let name: String
    let management: ManagementClient

    var port: Int { broker.amqpPort }

    func configuration(_ user: String) throws -> ConnectionConfiguration {
        try ConnectionConfiguration(url: broker.amqpURL(user: user, password: "secret", vhost: name))
    }

    func adapter(_ user: String) throws -> RabbitMQBroker {
        RabbitMQBroker(try configuration(user), logger: quiet)
    }

    func depth(of queue: String) async throws -> Int {
        let connection = try await Connection.open(configuration(Topology.operatorUser), logger: quiet)
        let state = try await connection.declareQueue(queue, passive: true)
        await connection.close()
        return Int(state.messages)
    }
}

/// Starts the broker before the first test of a suite, and ends it with its folder after the last.
struct SharedNodeTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "node-\(UUID().uuidString)")
        let broker = try await PrivateBroker.start(in: folder.path, logger: quiet)
        do {
            try await SharedNode.$current.withValue(SharedNode(broker: broker)) { try await function() }
        } catch {
            await broker.stop()
            throw error
        }
        await broker.stop()
        try FileManager.default.removeItem(at: folder)
    }
}

extension Trait where Self == SharedNodeTrait {
    static var sharedNode: Self { Self() }
}
