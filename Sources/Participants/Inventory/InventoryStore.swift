import Choreography
import GRDB
import ShopEvents

/// Loads the part of the books that a command touches, and saves what changed in it.
enum InventoryStore {
    static func load(for command: InventoryRules.Command, from db: Database) throws -> InventoryRules.State {
        var state = InventoryRules.State()
        if let order = command.order {
            state.reservations[order] = try reservation(of: order, in: db)
        }
        let reservation = command.order.map(state.reservation) ?? .unknown
        for sku in command.skus(touching: reservation) {
            state.stock[sku] = try level(of: sku, in: db)
        }
        return state
    }

    static func save(
        _ state: InventoryRules.State, replacing old: InventoryRules.State, in db: Database
    ) throws {
        for (sku, level) in state.stock where old.stock[sku] != level {
            try save(level, of: sku, in: db)
        }
        for (order, reservation) in state.reservations where old.reservations[order] != reservation {
            try save(reservation, of: order, in: db)
        }
    }

    static func level(of sku: SKU, in db: Database) throws -> StockLevel? {
        try db.first(
            "SELECT initial, received, on_hand, reserved, shipped FROM stock WHERE sku = ?", sku.text
        ) { row in
            StockLevel(initial: row[0], received: row[1], onHand: row[2], reserved: row[3], shipped: row[4])
        }
    }

    static func save(_ level: StockLevel, of sku: SKU, in db: Database) throws {
        try db.run(
            """
            INSERT INTO stock (sku, initial, received, on_hand, reserved, shipped)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (sku) DO UPDATE SET received = excluded.received,
                on_hand = excluded.on_hand, reserved = excluded.reserved, shipped = excluded.shipped
            """, sku.text, level.initial, level.received, level.onHand, level.reserved, level.shipped)
    }

    /// Notes a delivery of the warehouse; false when it was noted before.
    static func note(
        _ quantity: Int, of sku: SKU, receivedBy messageID: String, in db: Database
    ) throws -> Bool {
        try db.run(
            "INSERT OR IGNORE INTO goods_received (message_id, sku, quantity) VALUES (?, ?, ?)", messageID,
            sku.text, quantity) == 1
    }

    static func reservation(of order: OrderID, in db: Database) throws -> Reservation? {
        try db.first("SELECT status, is_paid, lines FROM reservations WHERE order_id = ?", order.text) {
            row in
            try Reservation(status: row[0], isPaid: row[1], lines: row[2])
        }
    }

    private static func save(_ reservation: Reservation, of order: OrderID, in db: Database) throws {
        try db.run(
            """
            INSERT INTO reservations (order_id, status, is_paid, lines) VALUES (?, ?, ?, ?)
            ON CONFLICT (order_id) DO UPDATE SET status = excluded.status,
                is_paid = max(is_paid, excluded.is_paid), lines = coalesce(excluded.lines, lines)
            """, order.text, reservation.status, reservation.isPaid, reservation.lines)
    }
}
