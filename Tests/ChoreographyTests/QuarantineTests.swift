import Choreography
import ChoreographyTesting
import Foundation
import GRDB
import RabbitMQ
import Synchronization
import Testing

@Suite("Quarantine", .timeLimit(.minutes(2))) struct QuarantineTests {
    private static func order(_ order: String, id: String = UUID().uuidString) -> Message {
        Message(
            exchange: Topology.eventsExchange, routingKey: "window.ordered",
            properties: BasicProperties(messageID: id, userID: "window"),
            body: Array(#"{"order":"\#(order)","loaves":1}"#.utf8))
    }

    private static func stage(
        _ folder: URL, oven: Oven? = nil, configuration: WorkerConfiguration = WorkerConfiguration(),
        staleAfter: Double? = nil, _ plan: @escaping @Sendable (CrashOccasion) -> Bool
    ) -> CrashStage {
        CrashStage(
            .bakery, in: folder, configuration: configuration,
            plan: { name, occasion in name == "baker" && plan(occasion) },
            participant: { name in
                if name == "till" { return Till() }
                return Baker(oven: oven, staleAfter: staleAfter)
            })
    }

    private static func rows(_ sql: String, of stage: CrashStage) async throws -> [String] {
        let path = try #require(await stage.database(of: "baker"))
        var configuration = Configuration()
        configuration.readonly = true
        // Whoever closes the database has it to himself for a moment.
        configuration.busyMode = .timeout(5)
        return try await DatabaseQueue(path: path, configuration: configuration)
            .read { db in try String.fetchAll(db, sql: sql) }
    }

    @Test(
        "what kills the process each time costs three restarts, and its neighbours live",
        arguments: [CrashPoint.received, .asking, .asked, .reacting, .written])
    func poison(_ point: CrashPoint) async throws {
        try await withTemporaryFolder { folder in
            let asks = point == .asking || point == .asked
            let stage = Self.stage(folder, oven: asks ? Oven() : nil) {
                $0.messageID == "poison" && $0.point == point
            }
            try await stage.start()
            for number in 1...20 { _ = await stage.broker.publish(Self.order("before-\(number)")) }
            _ = await stage.broker.publish(Self.order("deadly", id: "poison"))
            for number in 1...20 { _ = await stage.broker.publish(Self.order("after-\(number)")) }
            try await until("it is dead") {
                _ = try await stage.isAtRest()
                return await stage.broker.deadLetters(of: "baker").count == 1
            }
            try await until("all is at rest") { try await stage.isAtRest() }

            let letter = try #require(await stage.broker.deadLetters(of: "baker").first)
            #expect(letter.properties.messageID == "poison")
            #expect(letter.properties.headers["x-exception-type"] == "worker-crashed")
            #expect(letter.properties.headers["x-attempts"]?.integer == 3)
            #expect(await stage.deaths.count == 3)
            let baked = try await Self.rows("SELECT order_id FROM bakes ORDER BY order_id", of: stage)
            let wanted = (1...20).flatMap { ["before-\($0)", "after-\($0)"] }.sorted()
            #expect(baked == wanted)
            #expect(try await Self.rows("SELECT id FROM suspects", of: stage) == [])
            try await stage.stop()
        }
    }

    @Test("a retry that kills the process ends as well") func retry() async throws {
        try await withTemporaryFolder { folder in
            let isFirst = Mutex(true)
            let oven = Oven { order, _ in
                guard
                    isFirst.withLock({ first in
                        defer { first = false }; return first
                    })
                else {
                    return order.loaves
                }
                throw Failure.transient(.outsideUnavailable, "the oven is cold")
            }
            let quick = WorkerConfiguration(
                retry: RetryPolicy(firstDelay: .milliseconds(20), multiplier: 1, jitter: 0))
            let stage = Self.stage(folder, oven: oven, configuration: quick) {
                $0.messageID == "poison" && $0.point == .asked
            }
            try await stage.start()
            _ = await stage.broker.publish(Self.order("deadly", id: "poison"))
            try await until("it is dead") { await stage.broker.deadLetters(of: "baker").count == 1 }
            _ = await stage.broker.publish(Self.order("harmless"))
            try await until("the other is baked") {
                try await Self.rows("SELECT order_id FROM bakes", of: stage) == ["harmless"]
            }
            #expect(await stage.deaths.count == 3)
            #expect(try await Self.rows("SELECT id FROM retries", of: stage) == [])
            try await stage.stop()
        }
    }

    @Test("a timer that kills the process is put off, and the worker works") func timer() async throws {
        try await withTemporaryFolder { folder in
            let stage = Self.stage(folder, staleAfter: 0.01) {
                $0.type == "timer.stale" && $0.point == .reacting
            }
            try await stage.start()
            _ = await stage.broker.publish(Self.order("deadly"))
            try await until("it is put off") {
                try await Self.rows("SELECT name FROM timers WHERE attempt > 0", of: stage) == ["stale"]
            }
            _ = await stage.broker.publish(Self.order("harmless"))
            try await until("the other is baked") {
                try await Self.rows("SELECT order_id FROM bakes", of: stage) == ["deadly", "harmless"]
            }
            try await stage.stop()
        }
    }

    @Test("what was in hand in an innocent death is handled once, alone or not") func innocent() async throws
    {
        try await withTemporaryFolder { folder in
            let deaths = Mutex(["o-3", "o-7", "o-7", "o-12"])
            let stage = Self.stage(folder) { occasion in
                occasion.point == .committed
                    && deaths.withLock { left in
                        guard left.first == occasion.messageID else { return false }
                        left.removeFirst()
                        return true
                    }
            }
            try await stage.start()
            for number in 1...20 {
                _ = await stage.broker.publish(Self.order("o-\(number)", id: "o-\(number)"))
            }
            try await until("all are baked") {
                try await Self.rows("SELECT order_id FROM bakes", of: stage).count == 20
            }
            try await until("all is at rest") { try await stage.isAtRest() }
            #expect(await stage.broker.deadLetters(of: "baker").isEmpty)
            #expect(Set(await stage.broker.history.compactMap(\.properties.messageID)).count == 40)
            try await stage.stop()
        }
    }
}
