import Foundation
import GRDB

/// How orders stand, as the order participant keeps them; nothing is written.
struct OrderStandings: Sendable {
    struct Standing: Sendable, Hashable {
        let status: String
        let reason: String?
    }

    /// The participant's database.
    let path: String

    /// By order id; those in the given states, or all.
    func all(in states: [String]? = nil) async throws -> [String: Standing] {
        let condition = states.map { " WHERE status IN (\($0.map { "'\($0)'" }.joined(separator: ", ")))" }
        let sql = "SELECT order_id, status, reason FROM orders" + (condition ?? "")
        return try await read { db in try Self.standings(sql, in: db) }
    }

    /// All of the database that is attached under the participant's name.
    static func all(in db: Database) throws -> [String: Standing] {
        try standings("SELECT order_id, status, reason FROM \"order\".orders", in: db)
    }

    private static func standings(_ sql: String, in db: Database) throws -> [String: Standing] {
        try Row.fetchAll(db, sql: sql).reduce(into: [:]) { standings, row in
            standings[row["order_id"]] = Standing(status: row["status"], reason: row["reason"])
        }
    }

    /// How many orders have come to an end, for the time being.
    func settled() async throws -> Int {
        try await read { db in
            let sql = "SELECT count(*) FROM orders WHERE status NOT IN ('pending', 'cancelling')"
            return try Int.fetchOne(db, sql: sql) ?? 0
        }
    }

    private func read<Value: Sendable>(
        _ question: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        return try await DatabaseQueue(path: path, configuration: configuration).read(question)
    }
}
