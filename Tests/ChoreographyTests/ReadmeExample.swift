import Choreography
import GRDB
import ShopEvents

struct LoyaltyAwarded: Event {
    static let type: EventType = "loyalty.awarded"
    let orderID: OrderID
    let points: Int64
    var correlationID: String? { orderID.text }

    enum CodingKeys: String, CodingKey {
        case orderID = "order_id"
        case points
    }
}

struct LoyaltyParticipant: Participant {
    let name = "loyalty"

    var reactions: [Reaction] {
        [
            .on(OrderConfirmed.self) { confirmed, transaction in
                let points = confirmed.total / 100
                try transaction.db.run(
                    "INSERT INTO awards (order_id, points) VALUES (?, ?)", confirmed.orderID.text, points)
                try transaction.say(LoyaltyAwarded(orderID: confirmed.orderID, points: points))
            }
        ]
    }

    func migrate(_ migrator: inout DatabaseMigrator) {
        migrator.registerMigration("awards") { db in
            try db.execute(sql: "CREATE TABLE awards (order_id TEXT PRIMARY KEY, points INTEGER NOT NULL)")
        }
    }
}
