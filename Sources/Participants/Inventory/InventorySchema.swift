import GRDB

/// The tables. All keys are for ever: a reservation is made once per order, and goods are put on the shelf once per
/// message, whatever the inbox still knows.
enum InventorySchema {
    static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("inventory-1") { db in
            try db.execute(
                literal: """
                    CREATE TABLE stock (
                        sku TEXT PRIMARY KEY,
                        initial INTEGER NOT NULL CHECK (initial >= 0),
                        received INTEGER NOT NULL DEFAULT 0 CHECK (received >= 0),
                        on_hand INTEGER NOT NULL CHECK (on_hand >= 0),
                        reserved INTEGER NOT NULL DEFAULT 0 CHECK (reserved >= 0),
                        shipped INTEGER NOT NULL DEFAULT 0 CHECK (shipped >= 0),
                        CHECK (initial + received = on_hand + reserved + shipped)
                    ) STRICT, WITHOUT ROWID;

                    CREATE TABLE reservations (
                        order_id TEXT PRIMARY KEY,
                        -- Not IN: SQLite would build a table of the list for each row that is written.
                        status TEXT NOT NULL CHECK (
                            status = 'waiting' OR status = 'reserved' OR status = 'rejected'
                            OR status = 'released' OR status = 'shipped'),
                        is_paid INTEGER NOT NULL DEFAULT 0 CHECK (is_paid IN (0, 1)),
                        lines TEXT
                    ) STRICT, WITHOUT ROWID;
                    """)
        }
        migrator.registerMigration("inventory-2") { db in
            try db.execute(
                literal: """
                    CREATE TABLE goods_received (
                        message_id TEXT PRIMARY KEY,
                        sku TEXT NOT NULL,
                        quantity INTEGER NOT NULL CHECK (quantity > 0)
                    ) STRICT, WITHOUT ROWID;

                    INSERT INTO goods_received
                        SELECT 'before ' || sku, sku, received FROM stock WHERE received > 0;
                    """)
        }
    }
}
