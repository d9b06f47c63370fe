import Choreography
import GRDB
import ShopEvents

/// The tables in memory for what the broker holds, and for what the score says.
enum BrokerTables {
    static func create(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE said (
                    seq INTEGER PRIMARY KEY, id, type TEXT NOT NULL, sender TEXT, order_id TEXT, cause,
                    at INTEGER NOT NULL, hash INTEGER NOT NULL, copies INTEGER NOT NULL DEFAULT 1,
                    is_sound INTEGER NOT NULL, amount INTEGER, unit TEXT);
                CREATE UNIQUE INDEX said_by_id ON said (id, type);
                CREATE INDEX said_by_order ON said (order_id, type);
                CREATE INDEX said_by_type ON said (type);
                CREATE TABLE dead_letters (
                    participant TEXT NOT NULL, id, type TEXT NOT NULL, order_id TEXT, reason TEXT NOT NULL);
                CREATE INDEX dead_letters_by_id ON dead_letters (id);
                CREATE INDEX dead_letters_by_order ON dead_letters (order_id);
                CREATE TABLE queues (participant TEXT PRIMARY KEY, depth INTEGER NOT NULL);
                CREATE TABLE mail_files (order_id TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL);
                CREATE INDEX mail_files_by_mail ON mail_files (order_id, kind);
                CREATE TABLE scope (
                    has_broker INTEGER NOT NULL, has_mails INTEGER NOT NULL, cutoff INTEGER NOT NULL);
                INSERT INTO scope VALUES (0, 0, 0);
                CREATE TABLE hears (participant TEXT NOT NULL, type TEXT NOT NULL);
                CREATE TABLE says (participant TEXT NOT NULL, type TEXT PRIMARY KEY);
                CREATE VIEW effects AS
                    SELECT said.*, participant FROM said JOIN says USING (type) WHERE sender = participant;
                """)
        for part in Score.shop.parts {
            for event in part.hears {
                try db.execute(
                    sql: "INSERT INTO hears VALUES (?, ?)", arguments: [part.name, event.type.rawValue])
            }
            for event in part.says {
                try db.execute(
                    sql: "INSERT INTO says VALUES (?, ?)", arguments: [part.name, event.type.rawValue])
            }
        }
    }
}
