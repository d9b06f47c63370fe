import Choreography
import Foundation
import GRDB
import Synchronization

/// A tiny choreography: a shop window orders loaves, the baker asks an oven, the till counts.
struct LoafOrdered: Event {
    static let type: EventType = "window.ordered"
    var order: String
    var loaves: Int
    var correlationID: String? { order }

    func validate() throws(InvalidEvent) {
        guard loaves > 0 else { throw InvalidEvent(field: "loaves", reason: "must be at least 1") }
    }
}

struct LoafBaked: Event {
    static let type: EventType = "baker.baked"
    var order: String
    var loaves: Int
    var correlationID: String? { order }
}

struct LoafStale: Event {
    static let type: EventType = "baker.stale"
    var order: String
    var correlationID: String? { order }
}

extension Score {
    static let bakery = Score(
        name: "bakery",
        outside: [Voice("window", says: [LoafOrdered.self])],
        parts: [
            Part(
                "baker",
                [
                    .on(LoafOrdered.self, says: [LoafBaked.self]),
                    .onTimer("stale", says: [LoafStale.self]),
                ]),
            Part("till", [.on(LoafBaked.self), .on(LoafStale.self)]),
        ],
        undoes: [], terminal: [LoafBaked.self, LoafStale.self], informational: [])
}

/// The oven that the baker asks; its answers can be set.
final class Oven: Sendable {
    typealias Answer = @Sendable (LoafOrdered, Preparation) async throws -> Int?
    private let answer: Mutex<Answer>
    private let log = Mutex<[String]>([])

    init(_ answer: @escaping Answer = { order, _ in order.loaves }) { self.answer = Mutex(answer) }

    func answers(_ new: @escaping Answer) { answer.withLock { $0 = new } }

    var asked: [String] { log.withLock(\.self) }

    func ask(_ order: LoafOrdered, _ preparation: Preparation) async throws -> Int? {
        log.withLock { $0.append(order.order) }
        return try await answer.withLock(\.self)(order, preparation)
    }
}

struct Baker: Participant {
    let name = "baker"
    let oven: Oven?
    var staleAfter: Double?
    var misbehaves: @Sendable (LoafOrdered, Transaction) throws -> Void = { _, _ in }

    var reactions: [Reaction] {
        [
            oven.map { oven in
                .on(
                    LoafOrdered.self, prepare: oven.ask,
                    react: { order, baked, transaction in
                        guard let baked else { return }
                        try bake(order, baked, transaction)
                    })
            } ?? .on(LoafOrdered.self) { order, transaction in try bake(order, order.loaves, transaction) },
            .onTimer("stale") { transaction in
                try transaction.say(LoafStale(order: transaction.context.correlationID))
            },
        ]
    }

    private func bake(_ order: LoafOrdered, _ loaves: Int, _ transaction: Transaction) throws {
        try transaction.db.execute(
            sql: "INSERT INTO bakes (order_id, loaves) VALUES (?, ?)", arguments: [order.order, loaves])
        try transaction.say(LoafBaked(order: order.order, loaves: loaves))
        if let staleAfter {
            try transaction.setTimer("stale", for: order.order, at: transaction.now + staleAfter)
        }
        try misbehaves(order, transaction)
    }

    func migrate(_ migrator: inout DatabaseMigrator) {
        migrator.registerMigration("baker 1") { db in
            try db.execute(
                sql: "CREATE TABLE bakes (number INTEGER PRIMARY KEY, order_id TEXT, loaves INTEGER)")
        }
    }
}
