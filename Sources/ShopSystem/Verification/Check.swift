import GRDB

/// One thing that must be true of what was read. Pure: it looks at the books and changes nothing.
struct Check: Sendable {
    /// What is wrong with an order, or without one with the system.
    struct Finding: Hashable, Sendable {
        let order: String?
        let message: String
    }

    /// The invariant of `choreography.md` that breaks.
    let invariant: Int
    let find: @Sendable (Database) throws -> [Finding]

    init(_ invariant: Int, find: @escaping @Sendable (Database) throws -> [Finding]) {
        self.invariant = invariant
        self.find = find
    }

    /// Finds what the query selects: an order (or NULL), and what is wrong with it.
    init(_ invariant: Int, sql: String) {
        self.init(invariant) { db in
            try Row.fetchAll(db, sql: sql).map { Finding(order: $0[0], message: $0[1]) }
        }
    }

    /// Every check there is.
    static let all =
        limbo + steps + money + stock + shipments + mails + causes + hearing + repetitions

    /// What `checks` find, what is wrong with several orders alike told once.
    static func violations(of checks: [Check], in db: Database) throws -> [Violation] {
        var orders: [Violation: Set<String>] = [:]
        for check in checks {
            for finding in try check.find(db) {
                let kind = Violation(invariant: check.invariant, orders: [], message: finding.message)
                // In place: a copy of the set for each order would make many violations take for ever.
                orders[kind, default: []].formUnion(finding.order.map { [$0] } ?? [])
            }
        }
        return orders.map { kind, orders in
            Violation(invariant: kind.invariant, orders: orders.sorted(), message: kind.message)
        }.sorted { ($0.invariant, $0.message) < ($1.invariant, $1.message) }
    }
}

extension Check {
    /// SQL that excuses an order of which one of these participants has a dead letter: it tells what is
    /// missing, and a replay mends it.
    static func noDeadLetter(_ order: String, at participants: String...) -> String {
        let names = participants.map { "'\($0)'" }.joined(separator: ", ")
        return """
            NOT EXISTS (SELECT 1 FROM dead_letters
                WHERE order_id = \(order) AND participant IN (\(names)))
            """
    }
}
