import Choreography
import ChoreographyTesting
import Foundation
import Logging
import RabbitMQ
import RabbitMQManagement
import ShopEvents
import Subprocess
import Testing

/// Tests against a real RabbitMQ: one private broker for all of them, one virtual host for each, one after
/// the other because broker users are shared.
@Suite(.serialized, .privateBroker) struct BrokerTests {}

/// The private broker of ``BrokerTests``, as these tests use it.
struct TestBroker: Sendable {
    @TaskLocal static var current: TestBroker?

    /// A password for each user, with characters that a script or a URL could stumble over.
    static let passwords = Dictionary(
        uniqueKeysWithValues: Topology(.shop).objects.users.map { ($0.name, #"p'a"s\s $w%r d/"# + $0.name) })

    let broker: PrivateBroker
    var administrator: String { broker.administratorUser }

    static func shared() throws -> TestBroker {
        try #require(current, "runs inside BrokerTests only")
    }

    func managementURL(password: String? = nil) -> String {
        broker.managementURL.replacing(
            "http://", with: "http://\(administrator):\(password ?? broker.administratorPassword)@")
    }

    func management() throws -> ManagementClient { try ManagementClient(url: managementURL()) }

    func connect(
        _ user: String, _ virtualHost: String, password: String? = nil
    ) async throws(AMQPError) -> Connection {
        let known = user == administrator ? broker.administratorPassword : Self.passwords[user]
        return try await Connection.open(
            ConnectionConfiguration(
                port: broker.amqpPort, virtualHost: virtualHost, username: user,
                password: password ?? known ?? ""),
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    /// Publishes one message on a connection of its own.
    func publish(
        _ message: Message, as user: String, in virtualHost: String
    ) async throws(AMQPError) -> PublishOutcome {
        let connection = try await connect(user, virtualHost)
        let outcome = await (try connection.makePublisher()).publish([message]).first
        await connection.close()
        guard let outcome else { throw AMQPError(.protocolViolation, "no outcome") }
        return outcome
    }

    func runApplyScript(adminPassword: String? = nil) async throws -> (succeeded: Bool, errors: String) {
        var environment: [Environment.Key: String] = [
            "PATH": "/usr/bin:/bin", "MANAGEMENT_URL": broker.managementURL,
            "RABBITMQ_ADMIN": administrator,
            "RABBITMQ_ADMIN_PASSWORD": adminPassword ?? broker.administratorPassword,
        ]
        for (user, password) in Self.passwords {
            environment[.init(stringLiteral: "\(user.uppercased())_PASSWORD")] = password
        }
        let result = try await run(
            .name("sh"), arguments: [Repository.file("topology/apply").path],
            environment: .custom(environment), output: .discarded, error: .string(limit: 100_000))
        return (result.terminationStatus.isSuccess, result.standardError)
    }
}

/// Starts the broker before the first test of a suite, and ends it with its folder after the last.
struct PrivateBrokerTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("choreography-topology-\(UUID().uuidString.prefix(8))")
        let broker = try await PrivateBroker.start(
            in: folder.path, logger: Logger(label: "broker", factory: { _ in SwiftLogNoOpLogHandler() }))
        do {
            try await TestBroker.$current.withValue(TestBroker(broker: broker)) { try await function() }
        } catch {
            await broker.stop()
            throw error
        }
        await broker.stop()
        try FileManager.default.removeItem(at: folder)
    }
}

extension Trait where Self == PrivateBrokerTrait {
    static var privateBroker: Self { Self() }
}
