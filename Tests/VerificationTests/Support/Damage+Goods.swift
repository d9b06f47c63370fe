import Choreography
import Foundation
import GRDB
import RabbitMQ
import ShopEvents

@testable import ShopSystem

extension Damage {
    static let money: [Damage] = [
        Damage(3, "confirmed, and the money given back", of: .confirmed, tells: "its payment is refunded") {
            try $0.damage(
                "payment", "UPDATE payments SET status = 'refunded', refund_id = 'r' WHERE order_id = ?",
                [$0.id(.confirmed)])
        },
        Damage(3, "cancelled, and the money kept", of: .cancelled, tells: "its payment is charged") {
            try $0.damage(
                "payment", "UPDATE payments SET status = 'charged', refund_id = NULL WHERE order_id = ?",
                [$0.id(.cancelled)])
        },
        Damage(3, "delivered for nothing", of: .delivered, tells: "its payment is not there") {
            try $0.damage("payment", "DELETE FROM payments WHERE order_id = ?", [$0.id(.delivered)])
            $0.history.remove(at: try $0.index(of: "payment.processed", of: .delivered))
            $0.history.remove(at: try $0.index(of: "shipping.scheduled", of: .delivered))
        },
        Damage(3, "too much was taken", of: .confirmed, tells: "its total is 300 EUR, taken were 301 EUR") {
            try $0.damage(
                "payment", "UPDATE payments SET amount = amount + 1 WHERE order_id = ?", [$0.id(.confirmed)])
        },
        Damage(3, "taken in another currency", of: .confirmed, tells: "taken were 300 USD") {
            try $0.damage(
                "payment", "UPDATE payments SET currency = 'USD' WHERE order_id = ?", [$0.id(.confirmed)])
        },
        Damage(3, "charged twice", of: .confirmed, tells: "payment.processed was said 2 times") {
            try $0.sayAnew("payment.processed", of: .confirmed)
        },
        Damage(3, "less was given back than taken", of: .cancelled, tells: "payment.refunded says 200 EUR") {
            let index = try $0.index(of: "payment.refunded", of: .cancelled)
            let text = String(decoding: $0.history[index].body, as: UTF8.self)
            $0.history[index].body = Array(text.replacing(#""amount":300"#, with: #""amount":200"#).utf8)
            try $0.heardByAll($0.history[index])
        },
        Damage(3, "money of somebody unknown", of: nil, tells: "order does not know it") {
            try $0.damage(
                "payment", "INSERT INTO payments VALUES ('nobody', 'charged', 1, 'EUR', 'c', NULL, NULL, 0)")
        },
    ]

    static let stock: [Damage] = [
        Damage(4, "a unit out of nowhere", of: nil, tells: "product_1: initial 100 + received 7 is not") {
            try $0.damage("inventory", "UPDATE stock SET on_hand = on_hand + 1 WHERE sku = 'product_1'")
        },
        Damage(4, "less than nothing", of: nil, tells: "product_3 has less than nothing") {
            try $0.damage(
                "inventory",
                "UPDATE stock SET initial = 0, received = -1, on_hand = -1 WHERE sku = 'product_3'"
            )
        },
        Damage(4, "a reservation that the stock forgot", of: nil, tells: "the stock says 0 reserved") {
            try $0.damage(
                "inventory",
                "UPDATE stock SET on_hand = on_hand + reserved, reserved = 0 WHERE sku = 'product_1'")
        },
        Damage(4, "a delivery counted twice", of: nil, tells: "received 7, the books say 14") {
            try $0.damage(
                "inventory",
                "UPDATE stock SET on_hand = on_hand + 7, received = 14 WHERE sku = 'product_1'")
        },
        Damage(4, "a delivery that nobody noted", of: nil, tells: "brought 7, and nobody took note of it") {
            try $0.damage("inventory", "DELETE FROM goods_received WHERE sku = 'product_1'")
            try $0.damage(
                "inventory",
                "UPDATE stock SET on_hand = on_hand - 7, received = 0 WHERE sku = 'product_1'")
        },
        Damage(4, "a delivery noted, and not put on the shelf", of: nil, tells: "received 5, the books say 0")
        {
            try $0.damage(
                "inventory",
                "UPDATE stock SET on_hand = on_hand - 5, received = 0 WHERE sku = 'product_3'")
        },
        Damage(4, "confirmed, and nothing set aside", of: .confirmed, tells: "its reservation is rejected") {
            try $0.damage(
                "inventory",
                "UPDATE stock SET on_hand = on_hand + 2, reserved = reserved - 2 WHERE sku = 'product_1'")
            try $0.damage(
                "inventory", "UPDATE reservations SET status = 'rejected' WHERE order_id = ?",
                [$0.id(.confirmed)])
        },
        Damage(4, "cancelled, and never released", of: .cancelled, tells: "its reservation is reserved") {
            try $0.damage(
                "inventory",
                "UPDATE stock SET on_hand = on_hand - 2, reserved = reserved + 2 WHERE sku = 'product_1'")
            try $0.damage(
                "inventory", "UPDATE reservations SET status = 'reserved' WHERE order_id = ?",
                [$0.id(.cancelled)])
        },
        Damage(4, "released twice", of: .cancelled, tells: "inventory.released was said 2 times") {
            try $0.sayAnew("inventory.released", of: .cancelled)
        },
    ]

    static let shipments: [Damage] = [
        Damage(5, "confirmed without a parcel", of: .confirmed, tells: "its shipment is cancelled") {
            try $0.damage(
                "shipping", "UPDATE shipments SET status = 'cancelled' WHERE order_id = ?",
                [$0.id(.confirmed)])
        },
        Damage(
            5, "cancelled, and the carrier still comes", of: .cancelled, tells: "its shipment is scheduled"
        ) {
            try $0.damage(
                "shipping", "UPDATE shipments SET status = 'scheduled' WHERE order_id = ?",
                [$0.id(.cancelled)])
        },
        Damage(5, "booked without the money", of: .confirmed, tells: "payment.processed was never said") {
            $0.history.remove(at: try $0.index(of: "payment.processed", of: .confirmed))
        },
        Damage(5, "booked without the goods", of: .confirmed, tells: "inventory.reserved was never said") {
            $0.history.remove(at: try $0.index(of: "inventory.reserved", of: .confirmed))
        },
        Damage(5, "dispatched, although cancelled", of: .cancelled, tells: "and order.cancelled as well") {
            try $0.sayAnew("shipping.dispatched", of: .shipped, about: .cancelled)
        },
        Damage(5, "a parcel of somebody unknown", of: nil, tells: "its payment not there") {
            try $0.damage(
                "shipping",
                """
                INSERT INTO shipments (order_id, status, is_reserved, tracking_number)
                VALUES ('nobody', 'scheduled', 1, 'T')
                """)
        },
        Damage(5, "two orders in one parcel", of: .shipped, tells: "shares the parcel") {
            try $0.damage(
                "shipping",
                """
                UPDATE shipments SET tracking_number =
                    (SELECT tracking_number FROM shipments WHERE order_id = ?) WHERE order_id = ?
                """, [$0.id(.confirmed), $0.id(.shipped)])
        },
    ]
}
