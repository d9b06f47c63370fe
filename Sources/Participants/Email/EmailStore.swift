import Choreography
import Foundation
import GRDB
import ShopEvents

/// One order's correspondence, loaded and saved. `detail` is what a kept mail has to tell, or why one could
/// not be delivered.
enum EmailStore {
    static func correspondence(of order: OrderID, in db: Database) throws -> Correspondence {
        var correspondence = Correspondence(addressee: try addressee(of: order, in: db))
        let mails = try db.all("SELECT kind, status, detail FROM mails WHERE order_id = ?", order.text) {
            (kind: MailKind(rawValue: $0[0]), status: $0[1] as String, detail: $0[2] as String)
        }
        for case (let kind?, let status, let detail) in mails {
            switch status {
            case "kept": correspondence.kept[kind] = News(kind, detail: detail)
            case "sent": correspondence.done[kind] = .sent
            default: correspondence.done[kind] = .undeliverable(reason: Reason(detail))
            }
        }
        return correspondence
    }

    static func record(_ fact: EmailRules.Fact, of order: OrderID, at now: Date, in db: Database) throws {
        switch fact {
        case .introduced(let addressee):
            try insert(addressee, of: order, at: now, in: db)
        case .kept(let news):
            try save(news.kind, "kept", news.detail, of: order, in: db)
        case .written(let news, .sent):
            try save(news.kind, "sent", "", of: order, in: db)
        case .written(let news, .undeliverable(let reason)):
            try save(news.kind, "undeliverable", reason.text, of: order, in: db)
        }
    }

    private static func save(
        _ kind: MailKind, _ status: String, _ detail: String, of order: OrderID, in db: Database
    ) throws {
        try db.run(
            """
            INSERT INTO mails (order_id, kind, status, detail) VALUES (?, ?, ?, ?)
            ON CONFLICT (order_id, kind) DO UPDATE SET status = excluded.status, detail = excluded.detail
                WHERE status = 'kept'
            """, order.text, kind.rawValue, status, detail)
    }
}
