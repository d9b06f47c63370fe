import ChoreographyTesting
import Foundation
import GRDB
import RabbitMQ
import Testing

@testable import Choreography

/// A simulated shop turned in circles when this was otherwise: what an open circuit had postponed until the middle of a
/// millisecond was due at its beginning, was postponed again, was due again.
@Suite struct DueTests {
    @Test func `Nothing is due before its time, not by a fraction of a millisecond`() {
        var chance = SeededGenerator(seed: 1)
        for _ in 1...100_000 {
            let due = Date(timeIntervalSince1970: .random(in: 1.7e9...1.9e9, using: &chance))
            let before = due - .random(in: 0.000_01...0.002, using: &chance)
            #expect(due.dueMilliseconds > before.passedMilliseconds)
        }
    }

    @Test func `What is due is so at the moment for which its worker was woken`() {
        var chance = SeededGenerator(seed: 2)
        for _ in 1...100_000 {
            let due = Date(timeIntervalSince1970: .random(in: 1.7e9...1.9e9, using: &chance))
            let woken = Date(milliseconds: due.dueMilliseconds)
            #expect(woken.passedMilliseconds >= due.dueMilliseconds)
            #expect(woken.timeIntervalSince(due) < 0.002)
        }
    }

    /// Another simulated shop: those behind it were let go when an earlier one had ended, and the next one failed.
    @Test func `Who waits behind an earlier event of the same saga wakes nobody`() throws {
        let database = try DatabaseQueue()
        try StoreSchema.migrate(database, for: Till())
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        try database.write { db in
            for (id, due) in [("head", now + 60), ("behind", now - 60)] {
                let delivery = Delivery(
                    tag: 0, redelivered: false, exchange: "events", routingKey: "till.rang",
                    properties: BasicProperties(messageID: id), body: [])
                let isNew = try Retries.insert(
                    delivery, id: MessageKey(id), key: "one", attempt: 1, due: due, failure: nil, in: db)
                #expect(isNew)
            }
            #expect(try Retries.due(at: now, limit: 10, in: db).isEmpty)
            #expect(try Retries.next(after: now, in: db) == now + 60)
            #expect(try Retries.due(at: now + 60, limit: 10, in: db).map(\.sequence) == [1])
        }
    }

    /// Nobody was left who would have let it go on: it was said to wait behind an event that was done in the same
    /// transaction.
    @Test func `What comes just when the one before it is done waits for nobody`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "till.sqlite").path
            let store = try Store.open(path: path, participant: Till())
            let broker = InMemoryBroker(topology: Topology(.bakery))
            let deliveries = try ["first", "second"].map { id in
                let message = Envelope.message(
                    type: LoafBaked.type, version: 1,
                    body: try EventJSON.encode(LoafBaked(order: "one", loaves: 1)),
                    id: id, correlationID: "one", causationID: nil, source: "bakery", sender: "baker",
                    exchange: Topology.eventsExchange, at: Date())
                return Delivery(
                    tag: 1, redelivered: false, exchange: message.exchange, routingKey: message.routingKey,
                    properties: message.properties, body: message.body)
            }
            try await store.database.write { db in
                _ = try Retries.insert(
                    deliveries[0], id: MessageKey("first"), key: "one", attempt: 1, due: Date(), failure: nil,
                    in: db)
            }
            let thread = try SerialThread()
            defer { thread.stop() }
            let worker = try Worker(
                Till(), score: .bakery, broker: broker, store: store, points: .none, thread: thread,
                logger: quiet)
            let subscription = Subscription(
                on: thread, consumer: try await broker.openConsumer(queue: "till", prefetch: 1), logger: quiet
            )
            let works = zip(
                deliveries, [.retry(sequence: 1, key: "one"), .delivery(subscription)] as [Work.Source]
            )
            .compactMap {
                delivery, source -> Work? in
                guard
                    case .passed(let passed) = worker.screen.verdict(on: delivery, attempt: 0, at: Date())
                else {
                    return nil
                }
                return Work(source: source, delivery: delivery, standing: .ready(passed, answer: nil))
            }
            #expect(works.count == 2)
            await worker.pipeline.accept(works)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await worker.run() }
                defer { group.cancelAll() }
                try await until("both are counted") {
                    try await DatabaseQueue(path: path).read { db in
                        try Int.fetchOne(db, sql: "SELECT count(*) FROM counted") == 2
                    }
                }
            }
        }
    }
}
