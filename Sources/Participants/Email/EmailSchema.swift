import GRDB

/// The tables. `mails` has one row per order and kind for ever: a mail is sent once, whatever the inbox
/// still knows.
///
/// Names, addresses and receipts are personal data. They are in `addressees` alone, and
/// ``EmailStore/forgetAddressees(keptBefore:in:)`` deletes them in time; `mails` has none.
enum EmailSchema {
    static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("email-1") { db in
            try db.execute(
                literal: """
                    CREATE TABLE addressees (
                        order_id TEXT PRIMARY KEY,
                        kept_at INTEGER NOT NULL,
                        name TEXT NOT NULL,
                        email TEXT NOT NULL,
                        total INTEGER,
                        currency TEXT,
                        lines TEXT,
                        CHECK ((total IS NULL) = (currency IS NULL) AND (total IS NULL) = (lines IS NULL))
                    ) STRICT, WITHOUT ROWID;

                    CREATE INDEX addressees_kept_at ON addressees (kept_at);

                    CREATE TABLE mails (
                        order_id TEXT NOT NULL,
                        kind TEXT NOT NULL,
                        -- Not IN: SQLite would build a table of the list for each row that is written.
                        status TEXT NOT NULL CHECK (status = 'kept' OR status = 'sent' OR status = 'undeliverable'),
                        detail TEXT NOT NULL,
                        PRIMARY KEY (order_id, kind)
                    ) STRICT, WITHOUT ROWID;
                    """)
        }
    }
}
