import GRDB

/// The table. Its key is for ever: an order has one shipment, whatever the inbox still knows.
///
/// The address is personal data. It is here only while the shipment waits for the stock: the statement that
/// leaves `waiting` clears it, and ``ShippingStore/forgetAddresses(keptBefore:in:)`` clears what waited in
/// vain. `kept_at` (seconds since 1970) is there exactly as long as an address is.
enum ShippingSchema {
    static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("shipping-1") { db in
            try db.execute(
                literal: """
                    CREATE TABLE shipments (
                        order_id TEXT PRIMARY KEY,
                        -- Not IN: SQLite would build a table of the list for each row that is written.
                        status TEXT NOT NULL CHECK (
                            status = 'waiting' OR status = 'scheduled' OR status = 'dispatched'
                            OR status = 'delivered' OR status = 'failed' OR status = 'cancelled'),
                        is_reserved INTEGER NOT NULL DEFAULT 0 CHECK (is_reserved IN (0, 1)),
                        tracking_number TEXT,
                        kept_at INTEGER,
                        name TEXT, street TEXT, city TEXT, postal_code TEXT, country TEXT,
                        CHECK (status = 'waiting' OR kept_at IS NULL),
                        CHECK ((kept_at IS NULL) = (name IS NULL AND street IS NULL AND city IS NULL
                            AND postal_code IS NULL AND country IS NULL))
                    ) STRICT, WITHOUT ROWID;

                    CREATE INDEX shipments_kept_at ON shipments (kept_at) WHERE kept_at IS NOT NULL;
                    """)
        }
    }
}
