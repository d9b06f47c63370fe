import Choreography
import ChoreographyTesting
import Foundation
import GRDB
import Logging
import ShopEvents

@testable import Order

/// Many orders' random histories, written through the store as the reactions would, into a real file.
struct OrderHistory {
    let database: DatabasePool
    let store = OrderStore()
    private let folder: URL

    static let start = Date(timeIntervalSince1970: 1_767_323_045)

    /// A database with the order's tables in a new folder.
    init(_ participant: OrderParticipant = OrderParticipant()) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "orders-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        database = try DatabasePool(path: folder.appending(path: "order.sqlite").path)
        _ = try Rehearsal(participant, score: .shop, in: database)
    }

    func remove() throws {
        try database.close()
        try FileManager.default.removeItem(at: folder)
    }

    /// Writes the histories of orders number `numbers`, each in a transaction of its own, or all in one.
    @discardableResult
    func write(_ numbers: Range<Int>, seed: UInt64 = 1) async throws -> Int {
        try await database.write { db in
            try numbers.reduce(0) { try $0 + write($1, seed: seed, in: db) }
        }
    }

    private func write(_ number: Int, seed: UInt64, in db: Database) throws -> Int {
        var random = SeededGenerator(seed: seed &+ UInt64(number))
        let order = Self.orderID(number)
        var time = Self.start.addingTimeInterval(Double(number) * 60)
        var count = 0
        for heard in Self.script(number, using: &random) {
            time.addTimeInterval(Double.random(in: 1...40_000, using: &random).rounded())
            guard let command = heard.command else { continue }
            let loaded = try store.load(order, in: db)
            let facts = OrderRules.decide(command, in: loaded.state)
            let context = EventContext(
                messageID: "m-\(number)-\(count)", type: "order.requested", correlationID: order.text)
            if !facts.isEmpty {
                _ = try store.save(facts, of: order, after: loaded, causedBy: context, at: time, in: db)
            }
            count += facts.count
        }
        return count
    }

    static func orderID(_ number: Int) -> OrderID {
        let digits = String(number)
        let text = "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
        return OrderID(text) ?? .example
    }

    private static func script(_ number: Int, using random: inout SeededGenerator) -> [Play.Heard] {
        let example = OrderRequested.example
        let request = OrderRequested(
            orderID: orderID(number),
            customer: Customer(id: "c-\(number % 97)", name: "Zoë", email: "zoe@example.com"),
            lines: [
                OrderLine(sku: .example, quantity: number % 5 + 1, unitPrice: 999), .example,
            ], currency: number.isMultiple(of: 3) ? "USD" : "EUR",
            shippingAddress: example.shippingAddress, paymentToken: example.paymentToken)
        let rest = (0..<6).compactMap { _ in
            Play.Heard.all.filter { $0.description != "order.requested" }.randomElement(using: &random)
        }
        return number.isMultiple(of: 50)
            ? [.cancelRequested, .event(request)]
            : [.event(request), .processed, .reserved] + rest
    }

    /// All tables of all projections, value by value as SQL literals.
    func dump() async throws -> [String] {
        try await database.read { db in
            try OrderParticipant().projections.flatMap(\.tables).flatMap { table in
                let columns = try db.columns(in: table.name).map { "quote(\($0.name))" }
                return try String.fetchAll(
                    db,
                    sql: """
                        SELECT '\(table.name) ' || \(columns.joined(separator: " || ' ' || "))
                        FROM \(table.name) ORDER BY 1
                        """)
            }
        }
    }

    func projector(batch: Int = 250) -> Projector {
        Projector(
            OrderParticipant().projections, in: database, batch: batch,
            logger: Logger(label: "projector") { _ in SwiftLogNoOpLogHandler() })
    }
}
