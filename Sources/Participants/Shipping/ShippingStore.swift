import Choreography
import Foundation
import GRDB
import ShopEvents

/// One order's shipment, loaded and saved.
enum ShippingStore {
    static func shipment(of order: OrderID, in db: Database) throws -> Shipment {
        try db.first(
            """
            SELECT status, is_reserved, tracking_number, name, street, city, postal_code, country
            FROM shipments WHERE order_id = ?
            """, order.text, read: Shipment.init(row:)) ?? .unknown
    }

    /// - Parameter now: noted with an address, so that it can be forgotten in time.
    static func save(_ shipment: Shipment, of order: OrderID, at now: Date, in db: Database) throws {
        let address = shipment.address
        try db.run(
            """
            INSERT INTO shipments (order_id, status, is_reserved, tracking_number, kept_at,
                name, street, city, postal_code, country) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (order_id) DO UPDATE SET status = excluded.status,
                is_reserved = max(is_reserved, excluded.is_reserved),
                tracking_number = coalesce(excluded.tracking_number, tracking_number),
                kept_at = excluded.kept_at, name = excluded.name, street = excluded.street,
                city = excluded.city, postal_code = excluded.postal_code, country = excluded.country
            """, order.text, shipment.status, shipment.isReserved, shipment.trackingNumber,
            address.map { _ in Int(now.timeIntervalSince1970) }, address?.name, address?.street,
            address?.city, address?.postalCode, address?.country)
    }

    /// Forgets addresses whose order never came to a booking (declined, out of stock).
    static func forgetAddresses(keptBefore limit: Date, in db: Database) throws {
        let limit = Int(limit.timeIntervalSince1970)
        // An update of any number of rows begins with a table for their keys, even when there are none.
        let isDue = try db.first("SELECT 1 FROM shipments WHERE kept_at < ?", limit) { _ in true } ?? false
        guard isDue else { return }
        try db.run(
            """
            UPDATE shipments SET kept_at = NULL, name = NULL, street = NULL, city = NULL,
                postal_code = NULL, country = NULL WHERE kept_at < ?
            """, limit)
    }
}
