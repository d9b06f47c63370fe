import ChoreographyTesting
import RabbitMQ
import Testing

/// What is refused, and how it is said.
@Suite(.timeLimit(.minutes(3))) struct RefusalTests {
    @Test func aWrongPassword() async throws {
        var configuration = try await SharedBroker.broker.configuration()
        configuration.password = "wrong-secret"
        let error = await openError(configuration)
        #expect(error?.code == .authenticationFailed)
        #expect(error?.isTransient == false)
        #expect(error?.description.contains("'admin'") == true)
        #expect(error?.description.contains("wrong-secret") == false)
    }

    @Test func aMissingVirtualHost() async throws {
        var configuration = try await SharedBroker.broker.configuration()
        configuration.virtualHost = "nowhere"
        let error = await openError(configuration)
        #expect(error?.code == .notFound)
        #expect(error?.isTransient == false)
        #expect(error?.message.contains("'nowhere'") == true)
    }

    @Test func nobodyListens() async throws {
        let error = await openError(ConnectionConfiguration(port: 1))
        #expect(error?.code == .connectionRefused)
        #expect(error?.isTransient == true)
    }

    @Test func aHostWithoutAddress() async throws {
        let error = await openError(ConnectionConfiguration(host: "no-such-host.invalid"))
        #expect(error?.code == .hostNotFound)
        #expect(error?.isTransient == true)
    }

    @Test func aMissingQueueAndADifferentOne() async throws {
        let bench = try await Bench()
        let missing = await #expect(throws: AMQPError.self) {
            try await bench.connection.consume(queue: "no.such", prefetch: 1)
        }
        #expect(missing?.code == .notFound)
        #expect(missing?.brokerCode == 404)
        #expect(missing?.message.contains("no.such") == true)
        try await bench.connection.declareQueue("different", durable: false, exclusive: true)
        let different = await #expect(throws: AMQPError.self) {
            try await bench.connection.declareQueue(
                "different", durable: false, exclusive: true, arguments: ["x-max-length": 3])
        }
        #expect(different?.code == .preconditionFailed)
        let other = try await SharedBroker.connect()
        let locked = await #expect(throws: AMQPError.self) {
            try await other.consume(queue: bench.queue, prefetch: 1)
        }
        #expect(locked?.code == .resourceLocked)
        #expect(try await bench.publish([bench.message()]) == [.confirmed])
        await other.close()
        await bench.connection.close()
    }

    @Test func aMissingPermission() async throws {
        let broker = try await SharedBroker.broker
        try await broker.control("add_user", "nobody", "secret")
        try await broker.control("set_permissions", "-p", "/", "nobody", "^$", "^$", "^$")
        let configuration = try ConnectionConfiguration(
            url: broker.amqpURL(user: "nobody", password: "secret"))
        let connection = try await Connection.open(configuration, logger: quietLogger)
        let error = await #expect(throws: AMQPError.self) { try await connection.declareQueue("mine") }
        #expect(error?.code == .accessRefused)
        #expect(error?.isTransient == false)
        #expect(error?.message.contains("'nobody'") == true)
        await connection.close()
    }

    private func openError(_ configuration: ConnectionConfiguration) async -> AMQPError? {
        do throws(AMQPError) {
            _ = try await Connection.open(configuration, logger: quietLogger)
            return nil
        } catch {
            return error
        }
    }
}
