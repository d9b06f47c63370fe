import Choreography
import Foundation
import GRDB
import RabbitMQ
import ShopEvents

@testable import ShopSystem

extension Damage {
    static let limboAndSteps: [Damage] = [
        Damage(1, "an order in limbo", of: .rejected, tells: "is pending and nothing is on its way") {
            world in
            // Placed instead of rejected, and nobody was told but the customer.
            let id = world.id(.rejected)
            try world.damage("order", "UPDATE events SET type = 'placed' WHERE stream = ?", [id])
            try world.damage("order", "UPDATE orders SET status = 'pending' WHERE order_id = ?", [id])
            try world.damage("email", "UPDATE mails SET kind = 'received' WHERE order_id = ?", [id])
            let file = try world.mailFile("rejected", of: .rejected)
            try FileManager.default.moveItem(
                atPath: file, toPath: file.replacing("/rejected.", with: "/received."))
            world.history.removeAll { $0.routingKey == "order.rejected" }
        },
        Damage(1, "a request is lost", of: .rejected, tells: "was requested and is lost") { world in
            let id = world.id(.rejected)
            try world.damage("order", "DELETE FROM events WHERE stream = ?", [id])
            try world.damage("order", "DELETE FROM orders WHERE order_id = ?", [id])
            try world.damage("email", "DELETE FROM mails WHERE order_id = ?", [id])
            try FileManager.default.removeItem(atPath: world.mailFile("rejected", of: .rejected))
            world.history.removeAll { $0.routingKey == "order.rejected" }
        },
        Damage(2, "shipped after it was cancelled", of: .cancelled, tells: "no legal step") { world in
            let id = world.id(.cancelled)
            try world.damage(
                "order",
                """
                INSERT INTO events (stream, version, id, type, type_version, data, metadata, recorded_at)
                SELECT stream, version + 1, 'x', 'shipped', 1, '{}', '{}', 0 FROM events
                WHERE stream = ? ORDER BY version DESC LIMIT 1
                """, [id])
            try world.damage("order", "UPDATE orders SET version = version + 1 WHERE order_id = ?", [id])
        },
        Damage(2, "the row is not what the events make it", of: .confirmed, tells: "its events make it") {
            try $0.damage(
                "order", "UPDATE orders SET version = 99 WHERE order_id = ?", [$0.id(.confirmed)])
        },
        Damage(2, "an event of the stream is gone", of: .confirmed, tells: "has no event 2") {
            try $0.damage(
                "order", "DELETE FROM events WHERE stream = ? AND version = 2", [$0.id(.confirmed)])
        },
        Damage(2, "confirmed twice", of: .confirmed, tells: "order.confirmed was said 2 times") {
            try $0.sayAnew("order.confirmed", of: .confirmed)
        },
        Damage(2, "the end was never told", of: .cancelled, tells: "order.cancelled was never said") {
            $0.history.remove(at: try $0.index(of: "order.cancelled", of: .cancelled))
        },
        Damage(2, "a rejection was never told", of: .rejected, tells: "order.rejected was never said") {
            $0.history.remove(at: try $0.index(of: "order.rejected", of: .rejected))
        },
        Damage(
            2, "cancelled was said of a confirmed order", of: .confirmed, tells: "was said, and the order is"
        ) { try $0.sayAnew("order.cancelled", of: .declined, about: .confirmed) },
    ]

    static let mails: [Damage] = [
        Damage(6, "a mail was not sent", of: .confirmed, tells: "there is no mail confirmed") { world in
            try world.damage(
                "email", "DELETE FROM mails WHERE kind = 'confirmed' AND order_id = ?", [world.id(.confirmed)]
            )
            try FileManager.default.removeItem(atPath: world.mailFile("confirmed", of: .confirmed))
        },
        Damage(
            6, "a mail tells what did not happen", of: .confirmed, tells: "a mail dispatched, which did not"
        ) {
            let (id, mails) = ($0.id(.confirmed), $0.maildir)
            try $0.damage("email", "INSERT INTO mails VALUES (?, 'dispatched', 'sent', '')", [id])
            try Data().write(to: URL(filePath: "\(mails)/cur/dispatched.\(id)@localhost:2,S"))
        },
        Damage(6, "a mail lies there unsent", of: .delivered, tells: "delivered was kept and never sent") {
            try $0.damage(
                "email", "UPDATE mails SET status = 'kept' WHERE kind = 'delivered' AND order_id = ?",
                [$0.id(.delivered)])
            try FileManager.default.removeItem(atPath: $0.mailFile("delivered", of: .delivered))
        },
        Damage(
            6, "a mail is in the maildir twice", of: .shipped, tells: "the mail folder or file has 2 of it"
        ) {
            let file = try $0.mailFile("dispatched", of: .shipped)
            try FileManager.default.copyItem(
                atPath: file, toPath: file.replacing("/new/", with: "/cur/") + ":2,S")
        },
        Damage(
            6, "a mail that was sent is not in the maildir", of: .shipped,
            tells: "the mail folder or file has 0 of it"
        ) {
            try FileManager.default.removeItem(atPath: $0.mailFile("dispatched", of: .shipped))
        },
    ]

    static let causesAndInboxes: [Damage] = [
        Damage(7, "an event without a cause", of: .confirmed, tells: "payment.processed names no cause") {
            let index = try $0.index(of: "payment.processed", of: .confirmed)
            $0.history[index].properties.headers["cloudEvents_causationid"] = nil
        },
        Damage(7, "a cause that its sayer never heard", of: .expired, tells: "is not in the inbox of order") {
            let index = try $0.index(of: "order.cancelling", of: .expired)
            $0.history[index].properties.headers["cloudEvents_causationid"] = .string(UUID().uuidString)
        },
        Damage(8, "an event was not handled", of: .confirmed, tells: "order.confirmed never reached email") {
            try $0.damage(
                "email", "DELETE FROM inbox WHERE id = ?", [try $0.key(of: "order.confirmed", of: .confirmed)]
            )
        },
        Damage(8, "an event was handled with another body", of: .confirmed, tells: "with another body") {
            try $0.damage(
                "email", "UPDATE inbox SET hash = hash + 1 WHERE id = ?",
                [try $0.key(of: "order.confirmed", of: .confirmed)])
        },
        Damage(8, "a dead letter is gone", of: nil, tells: "order.requested never reached order") { world in
            world.letters.removeAll { $0.messageID == world.poison }
        },
        Damage(8, "a message without an id is gone", of: nil, tells: "without a message id never reached") {
            var message = $0.history[try $0.index(of: "order.requested", of: .confirmed)]
            message.properties.messageID = nil
            $0.history.append(message)
        },
    ]
}
