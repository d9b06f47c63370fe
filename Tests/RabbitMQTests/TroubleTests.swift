import ChoreographyTesting
import Glibc
import RabbitMQ
import Testing

/// What happens when the broker gets into trouble.
@Suite(.timeLimit(.minutes(5)), .serialized) struct TroubleTests {
    @Test func aKilledBrokerMakesOutcomesUnknownAndEndsConsumers() async throws {
        let broker = try await SharedBroker.fragile
        let bench = try await Bench(broker)
        let publisher = try await bench.connection.makePublisher()
        let consumer = try await bench.connection.consume(queue: bench.queue, prefetch: 1)
        await broker.suspend()
        async let outcomes = publisher.publish((0..<100).map { bench.message(id: "\($0)") })
        let batch = Task { try await consumer.nextBatch() }
        await broker.kill()
        for outcome in await outcomes {
            guard case .unknown(let error) = outcome else {
                Issue.record("not unknown: \(outcome)")
                break
            }
            #expect(error.isTransient)
        }
        await #expect(throws: AMQPError.self) { try await batch.value }
        try await broker.startAgain()
        let again = try await Bench(broker)
        #expect(try await again.publish([again.message()]) == [.confirmed])
        await again.connection.close()
    }

    /// The thread must watch the socket from the login on, without a call that wakes it first.
    @Test func aConnectionThatIsLeftAloneHearsThatItEnds() async throws {
        let broker = try await SharedBroker.fragile
        let connection = try await broker.connect()
        try await broker.control("close_all_connections", "test")
        var heard: [ConnectionNotice] = []
        for await notice in connection.notices { heard.append(notice) }
        guard case .closed(let error?) = heard.last else {
            Issue.record("not closed: \(heard)")
            return
        }
        #expect(error.code == .connectionClosed)
    }

    @Test func aFrozenBrokerIsNoticedByItsMissingHeartbeats() async throws {
        let broker = try await SharedBroker.fragile
        let bench = try await Bench(broker, heartbeat: .seconds(1))
        let consumer = try await bench.connection.consume(queue: bench.queue, prefetch: 1)
        await broker.suspend()
        let began = ContinuousClock.now
        await #expect(throws: AMQPError.self) { try await consumer.nextBatch() }
        #expect(ContinuousClock.now - began < .seconds(8))
        await broker.resume()
    }

    @Test func aFrozenBrokerDoesNotHoldAPublisherThatFillsTheSocket() async throws {
        let broker = try await SharedBroker.fragile
        let bench = try await Bench(broker, heartbeat: .seconds(1))
        let publisher = try await bench.connection.makePublisher()
        await broker.suspend()
        let body = [UInt8](repeating: 1, count: 8 << 20)
        let outcomes = await publisher.publish((0..<4).map { _ in bench.message(body) })
        for outcome in outcomes {
            guard case .unknown = outcome else {
                Issue.record("not unknown: \(outcome)")
                break
            }
        }
        await broker.resume()
    }

    @Test func anAnswerThatDoesNotComeTimesOut() async throws {
        let broker = try await SharedBroker.fragile
        var configuration = try broker.configuration()
        configuration.rpcTimeout = .milliseconds(300)
        let connection = try await Connection.open(configuration, logger: quietLogger)
        await broker.suspend()
        let error = await #expect(throws: AMQPError.self) { try await connection.declareQueue("late") }
        #expect(error?.code == .timedOut)
        await broker.resume()
        let answers = try await eventually {
            (try? await connection.declareQueue("", exclusive: true)) != nil
        }
        #expect(answers)
        await connection.close()
    }

    @Test func stoppingLeavesNoProcessBehind() async throws {
        let broker = try await SharedBroker.privateBroker("stopped")
        let node = try #require(await broker.processIdentifier)
        await broker.stop()
        await broker.stop()
        #expect(await broker.processIdentifier == nil)
        #expect(kill(node, 0) == -1)
        let error = await #expect(throws: AMQPError.self) { try await broker.connect() }
        #expect(error?.code == .connectionRefused)
    }

    @Test func idleConnectionsLiveOnTheirHeartbeats() async throws {
        let bench = try await Bench(heartbeat: .seconds(1))
        let consumer = try await bench.connection.consume(queue: bench.queue, prefetch: 1)
        async let batch = consumer.nextBatch()
        try await Task.sleep(for: .seconds(5))
        #expect(try await bench.publish([bench.message([7])]) == [.confirmed])
        #expect(try await batch?.first?.body == [7])
        await bench.connection.close()
    }

    /// A queue without a leader that works looks just like this: connection and heartbeats are well.
    @Test func aConfirmThatDoesNotComeEndsTheChannelAndNothingElse() async throws {
        let broker = try await SharedBroker.fragile
        let bench = try await Bench(broker, confirmTimeout: .seconds(1))
        try await bench.connection.declareQueue(
            "stuck", arguments: ["x-queue-type": "quorum", "x-quorum-initial-group-size": 1])
        let publisher = try await bench.connection.makePublisher()
        let message = Message(exchange: "", routingKey: "stuck", body: [1])
        #expect(await publisher.publish([message]) == [.confirmed])
        try await broker.control("eval", "sys:suspend('%2F_stuck').")
        async let stuck = publisher.publish([message, message])
        let other = try await bench.connection.makePublisher()
        #expect(await other.publish([bench.message()]) == [.confirmed])
        for outcome in await stuck {
            guard case .unknown(let error) = outcome else {
                Issue.record("not unknown: \(outcome)")
                break
            }
            #expect(error.code == .timedOut && error.message.contains("has not confirmed"))
        }
        try await broker.control("eval", "sys:resume('%2F_stuck').")
        #expect(await other.publish([message]) == [.confirmed])
        await bench.connection.close()
    }

    @Test func aMemoryAlarmHoldsPublishesAndLetsThemGoLater() async throws {
        let broker = try await SharedBroker.fragile
        // The time in which the broker takes nothing does not count.
        let limit = Duration.seconds(2)
        let bench = try await Bench(broker, confirmTimeout: limit)
        let publisher = try await bench.connection.makePublisher()
        try await broker.control("set_vm_memory_high_watermark", "absolute", "1MB")
        var notices = bench.connection.notices.makeAsyncIterator()
        async let first = publisher.publish([bench.message([1])])
        guard case .blocked = await notices.next() else {
            Issue.record("not blocked")
            return
        }
        async let second = publisher.publish([bench.message([2])])
        try await Task.sleep(for: limit * 1.5)
        try await broker.control("set_vm_memory_high_watermark", "absolute", "8GB")
        #expect(await notices.next() == .unblocked)
        #expect(await first == [.confirmed])
        #expect(await second == [.confirmed])
        await bench.connection.close()
    }

    @Test func aGracefulRestartIsALostConnectionThatMayBeRetried() async throws {
        let broker = try await SharedBroker.fragile
        let bench = try await Bench(broker)
        try await bench.connection.declareQueue("durable")
        let kept = Message(
            exchange: "", routingKey: "durable", properties: BasicProperties(deliveryMode: .persistent),
            body: [5])
        #expect(try await bench.publish([kept]) == [.confirmed])
        let consumer = try await bench.connection.consume(queue: bench.queue, prefetch: 1)
        try await broker.restart()
        let error = await #expect(throws: AMQPError.self) { try await consumer.nextBatch() }
        #expect(error?.isTransient == true)
        let connection = try await broker.connect()
        #expect(try await connection.get(queue: "durable")?.delivery.body == [5])
        await connection.close()
    }
}
