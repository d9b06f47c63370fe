import Choreography
import ChoreographyTesting
import GRDB
import RabbitMQ
import ShopEvents

/// What must be the same whatever dies: each participant's tables without times, what was said, what has happened
/// outside, what could not be handled. Orders have their names instead of their ids.
struct CrashEnd: Sendable, Equatable {
    /// Lines by part.
    var parts: [String: [String]] = [:]

    init(parts: [String: [String]]) { self.parts = parts }

    init(of shop: CrashShop) async throws {
        for (name, queries) in Self.queries {
            guard let path = await shop.stage.database(of: name) else { continue }
            parts[name] = try await DatabaseQueue(path: path).read { db in
                try queries.flatMap { query in
                    try Row.fetchAll(db, sql: query).map { row in
                        row.databaseValues.map { $0.isNull ? "-" : "\($0)" }.joined(separator: " ")
                            .replacing("\"", with: "")
                    }
                }
            }
        }
        parts["bank"] = shop.bank.ledger
        parts["letters"] = shop.post.letters
        let history = await shop.stage.broker.history
        parts["said"] = Self.said(history)
        parts["without a cause"] = Self.withoutCause(history)
        var letters: [String] = []
        for part in Score.shop.parts {
            for delivery in await shop.stage.broker.deadLetters(of: part.name) {
                let entry = DeadLetterEntry(participant: part.name, delivery: delivery)
                letters.append("\(part.name): \(entry.type) \(entry.exceptionType)")
            }
        }
        // A death may make two of one.
        parts["dead letters"] = Set(letters).sorted()
        parts = parts.mapValues { $0.map(CrashOrder.named) }
    }

    /// Each message once, however often it was published.
    private static func said(_ history: [Message]) -> [String] {
        var seen: Set<String> = []
        return history.filter { seen.insert($0.properties.messageID ?? "").inserted }.map { message in
            let order = CrashOrder(message.properties.correlationID).map { " \($0)" } ?? ""
            return message.routingKey + order
        }.sorted()
    }

    /// What a participant has said that names no cause, or one that it does not hear.
    private static func withoutCause(_ history: [Message]) -> [String] {
        let types = Dictionary(
            history.map { ($0.properties.messageID ?? "", $0.routingKey) },
            uniquingKeysWith: { first, _ in first })
        return history.filter { message in
            guard let part = message.properties.userID.flatMap(Score.shop.part) else { return false }
            let cause = Envelope.header(Envelope.Header.causation, of: message.properties).flatMap {
                types[$0]
            }
            return !part.hears.contains { $0.type.rawValue == cause }
        }.map(\.routingKey).sorted()
    }

    /// What is missing and what there is too much, each in a sentence.
    func differences(from expected: CrashEnd) -> [String] {
        Set(parts.keys).union(expected.parts.keys).sorted().flatMap { name in
            (parts[name] ?? []).difference(from: expected.parts[name] ?? []).map { change in
                switch change {
                case .insert(_, let line, _): "\(name): there must be no \"\(line)\""
                case .remove(_, let line, _): "\(name): \"\(line)\" is missing"
                }
            }
        }
    }

    private static let queries = [
        "order": ["SELECT order_id, status, total, currency, reason FROM orders ORDER BY 1"],
        "payment": [
            """
            SELECT order_id, status, amount, currency, charge_id, refund_id, reason FROM payments ORDER BY 1
            """
        ],
        "inventory": [
            "SELECT * FROM stock ORDER BY sku", "SELECT order_id, status FROM reservations ORDER BY 1",
            "SELECT sku, quantity FROM goods_received ORDER BY 1, 2",
        ],
        "shipping": ["SELECT order_id, status, tracking_number FROM shipments ORDER BY 1"],
        "email": ["SELECT order_id, kind, status FROM mails ORDER BY 1, 2"],
    ]
}
