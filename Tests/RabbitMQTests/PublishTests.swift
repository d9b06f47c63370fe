import RabbitMQ
import Testing

/// Publishing with a real broker.
@Suite(.timeLimit(.minutes(3))) struct PublishTests {
    @Test func twentyThousandPipelined() async throws {
        let bench = try await Bench()
        let consuming = try await SharedBroker.connect()
        let queue = "pipelined"
        try await bench.connection.declareQueue(queue, durable: false)
        let consumer = try await consuming.consume(queue: queue, prefetch: 2_000)
        let publisher = try await bench.connection.makePublisher()
        let began = ContinuousClock.now
        async let outcomes = withTaskGroup(of: [PublishOutcome].self) { group in
            for part in 0..<20 {
                group.addTask {
                    await publisher.publish(
                        (0..<1_000).map { number in
                            Message(
                                exchange: "", routingKey: queue,
                                properties: BasicProperties(
                                    headers: ["n": .int64(Int64(number))], messageID: "\(part)-\(number)"),
                                body: Array("{\"number\":\(number)}".utf8))
                        })
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        var seen: Set<String> = []
        while seen.count < 20_000, let batch = try await consumer.nextBatch() {
            for delivery in batch { seen.insert(delivery.properties.messageID ?? "") }
            try await consumer.settle([.ack(batch.last?.tag ?? 0, multiple: true)])
        }
        #expect(await outcomes.allSatisfy { $0 == .confirmed })
        print("20000 published, confirmed, delivered and acknowledged in \(ContinuousClock.now - began)")
        try await bench.connection.deleteQueue(queue)
        await bench.connection.close()
        await consuming.close()
    }

    @Test func unroutableMessagesComeBackAndTheirNeighboursDoNot() async throws {
        let bench = try await Bench()
        let messages = (0..<300).map { number in
            Message(
                exchange: "amq.topic", routingKey: number % 3 == 0 ? "nowhere" : bench.queue,
                properties: BasicProperties(messageID: "\(number)"), body: [])
        }
        try await bench.connection.bindQueue(bench.queue, exchange: "amq.topic", routingKey: bench.queue)
        for (number, outcome) in try await bench.publish(messages).enumerated() {
            #expect(outcome == (number % 3 == 0 ? .returned(code: 312, text: "NO_ROUTE") : .confirmed))
        }
        var silent = messages[0]
        silent.mandatory = false
        #expect(try await bench.publish([silent]) == [.confirmed])
        await bench.connection.close()
    }

    @Test func aFullQueueThatRejectsGivesNacks() async throws {
        let bench = try await Bench()
        let full = try await bench.connection.declareQueue(
            "", durable: false, exclusive: true,
            arguments: ["x-max-length": 1, "x-overflow": "reject-publish"])
        let message = Message(exchange: "", routingKey: full.name, body: [])
        #expect(try await bench.publish([message]) == [.confirmed])
        let rest = try await bench.publish([message, message, message])
        #expect(rest.last == .nacked)
        await bench.connection.close()
    }

    @Test func whatAMQPCannotCarryIsRefusedBeforeItIsSent() async throws {
        let bench = try await Bench()
        let long = String(repeating: "k", count: 300)
        var tooLarge = bench.message(id: "large")
        tooLarge.properties.headers = ["h": .string(String(repeating: "x", count: 140_000))]
        let outcomes = try await bench.publish([
            bench.message([1]),
            Message(exchange: "", routingKey: long, body: []),
            Message(exchange: long, routingKey: "", body: []),
            bench.message(headers: [long: 1]),
            bench.message(headers: ["": 1]),
            bench.message(headers: ["deep": ["": 1]]),
            bench.message(id: long),
            tooLarge,
            bench.message([2]),
        ])
        #expect(outcomes.first == .confirmed)
        #expect(outcomes.last == .confirmed)
        for outcome in outcomes.dropFirst().dropLast() {
            guard case .refused(let error) = outcome else {
                Issue.record("not refused: \(outcome)")
                continue
            }
            #expect(error.code == .invalidArgument)
            #expect(!error.isTransient)
        }
        let error = await #expect(throws: AMQPError.self) { try await bench.connection.declareQueue(long) }
        #expect(error?.code == .invalidArgument)
        #expect(try await bench.connection.purgeQueue(bench.queue) == 2)
        await bench.connection.close()
    }

    @Test func aMissingExchangeEndsThePublisherOnly() async throws {
        let bench = try await Bench()
        let publisher = try await bench.connection.makePublisher()
        let lost = await publisher.publish([Message(exchange: "no.such", routingKey: "", body: [])])
        guard case .unknown(let error) = lost.first else {
            Issue.record("\(lost)")
            return
        }
        #expect(error.code == .notFound)
        #expect(await publisher.publish([bench.message()]) == [.unknown(error)])
        #expect(try await bench.publish([bench.message()]) == [.confirmed])
        await bench.connection.close()
    }

    @Test func closingEndsWhatIsOpen() async throws {
        let bench = try await Bench()
        let publisher = try await bench.connection.makePublisher()
        let consumer = try await bench.connection.consume(queue: bench.queue, prefetch: 1)
        await bench.connection.close()
        await bench.connection.close()
        guard case .unknown(let error) = await publisher.publish([bench.message()]).first else {
            Issue.record("not unknown")
            return
        }
        #expect(error.code == .alreadyClosed)
        let thrown = await #expect(throws: AMQPError.self) { try await consumer.nextBatch() }
        #expect(thrown?.code == .alreadyClosed)
        await #expect(throws: AMQPError.self) { try await bench.connection.declareQueue("") }
        var notices: [ConnectionNotice] = []
        for await notice in bench.connection.notices { notices.append(notice) }
        #expect(notices == [.closed(nil)])
    }
}
