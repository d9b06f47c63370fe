import Foundation
import GRDB

/// How an order stands, as the order participant keeps it.
struct OrderStanding: Sendable, Hashable {
    let status: String
    let reason: String?

    /// Looks into the participant's own database, without writing; nil when it has not heard of the order.
    static func read(_ order: String, in path: String) async throws -> OrderStanding? {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        let database = try DatabaseQueue(path: path, configuration: configuration)
        return try await database.read { db in
            try Row.fetchOne(
                db, sql: "SELECT status, reason FROM orders WHERE order_id = ?", arguments: [order]
            )
            .map { OrderStanding(status: $0["status"], reason: $0["reason"]) }
        }
    }
}

/// Mails in a maildir.
enum Maildir {
    /// How many were written.
    static func count(_ path: String) -> Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "\(path)/new").count) ?? 0
    }
}
