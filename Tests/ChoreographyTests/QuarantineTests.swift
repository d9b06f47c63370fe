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

    @Test("a retry that kills the process ends as well, and what waited behind it goes on") func retry()
        async throws
    {
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
            _ = await stage.broker.publish(Self.order("deadly", id: "behind"))
            try await until("it is dead") { await stage.broker.deadLetters(of: "baker").count == 1 }
            _ = await stage.broker.publish(Self.order("harmless"))
            try await until("the others are baked") {
                try await Self.rows("SELECT order_id FROM bakes ORDER BY order_id", of: stage)
                    == ["deadly", "harmless"]
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

    /// Who is in the oven at the same time, since the last death.
    private struct Crowd {
        var inside: Set<String> = []
        var company: [String: Set<String>] = [:]

        mutating func enter(_ order: String) {
            inside.insert(order)
            for one in inside { company[one, default: []].formUnion(inside) }
        }
    }

    @Test("after a death each suspect is asked for alone; what comes later waits") func alone() async throws {
        try await withTemporaryFolder { folder in
            let (crowd, lives) = (Shared(Crowd()), Shared(0))
            let stage = CrashStage(
                .bakery, in: folder,
                plan: { name, occasion in
                    name == "baker" && lives.value == 1 && occasion.messageID == "s-3"
                        && occasion.point == .asking
                },
                participant: { name in
                    if name == "till" { return Till() }
                    let life = lives.change {
                        $0 += 1; return $0
                    }
                    let oven = Oven { order, _ in
                        if life == 1 {
                            // In hand until the death.
                            try await Task.sleep(for: .seconds(60))
                        }
                        crowd.change { $0.enter(order.order) }
                        // Long enough for the others to come in, if they were let.
                        try await Task.sleep(for: .milliseconds(20))
                        crowd.change { _ = $0.inside.remove(order.order) }
                        return order.loaves
                    }
                    return Baker(oven: oven)
                })
            try await stage.start()
            for number in 1...3 {
                _ = await stage.broker.publish(Self.order("s-\(number)", id: "s-\(number)"))
            }
            try await until("it has died") { await stage.deaths.count == 1 }
            for number in 1...5 { _ = await stage.broker.publish(Self.order("later-\(number)")) }
            try await until("all are baked") {
                try await Self.rows("SELECT order_id FROM bakes", of: stage).count == 8
            }
            let company = crowd.value.company
            for number in 1...3 { #expect(company["s-\(number)"] == ["s-\(number)"]) }
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

/// A value behind a lock, for closures that share it.
private final class Shared<Value: Sendable>: Sendable {
    private let state: Mutex<Value>
    init(_ value: Value) { state = Mutex(value) }
    var value: Value { state.withLock(\.self) }
    @discardableResult
    func change<Result: Sendable>(_ body: @Sendable (inout Value) -> Result) -> Result {
        state.withLock { body(&$0) }
    }
}
