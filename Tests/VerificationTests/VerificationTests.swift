import Choreography
import Foundation
import GRDB
import RabbitMQ
import ShopEvents
import Testing

@testable import ShopSystem

/// One thing at a time goes wrong, and just that is found.
@Suite("What verification finds", .timeLimit(.minutes(2)))
struct VerificationTests {
    @Test("a day on which everything went well is sound") func sound() async throws {
        try await World.withCopy { world in
            let verification = try await world.verification()
            #expect(verification.violations == [])
            #expect(verification.moving == [])
            #expect(verification.isSound)
        }
    }

    @Test("the figures are the day's") func figures() async throws {
        try await World.withCopy { world in
            let figures = try await world.verification().figures
            #expect(
                figures.orders == [
                    "confirmed": 1, "shipped": 1, "delivered": 1, "cancelled": 5, "rejected": 1,
                ])
            #expect(figures.requested == 10, "nine orders and the poison")
            #expect(figures.accepted == 8 && figures.rejected == 1)
            #expect(figures.lost == 0 && figures.duplicated == 0)
            #expect(figures.charges == [.init(currency: "EUR", count: 6, amount: 751_500)])
            #expect(figures.refunds == [.init(currency: "EUR", count: 3, amount: 750_600)])
            #expect(figures.confirmedTotals == [.init(currency: "EUR", count: 3, amount: 900)])
            let product = try #require(figures.stock.first)
            #expect(
                product
                    == .init(
                        sku: "product_1", initial: 100, received: 7, onHand: 101, reserved: 2, shipped: 4))
            #expect(figures.shipments["delivered"] == 1 && figures.shipments["scheduled"] == 1)
            #expect(figures.mails["received"] == 8 && figures.mails["cancelled"] == 5)
            #expect(figures.mailFiles == figures.mails.values.reduce(0, +))
            #expect(
                figures.deadLetters == [
                    .init(participant: "order", reason: "not-json", count: 1),
                    .init(participant: "payment", reason: "token-unreadable", count: 1),
                ])
            #expect(figures.events?["order.requested"] == 10 && figures.repeated == 1)
            #expect(figures.backlog.map(\.participant) == Score.shop.parts.map(\.name))
        }
    }

    @Test("just the invariant that breaks is told, with the order", arguments: Damage.all)
    func damaged(_ damage: Damage) async throws {
        try await World.withCopy { world in
            try damage.apply(&world)
            let verification = try await world.verification()
            #expect(Set(verification.violations.map(\.invariant)) == [damage.invariant])
            let told = verification.violations.filter { $0.message.contains(damage.tells) }
            #expect(!told.isEmpty, "told was \(verification.violations.map(\.message))")
            if let role = damage.role {
                #expect(told.allSatisfy { $0.orders.contains(world.id(role)) })
                let others = Set(verification.violations.flatMap(\.orders)).subtracting([world.id(role)])
                #expect(others.count <= 1, "hardly anybody else is named")
            }
            #expect(!verification.isSound)
        }
    }

    @Test(
        "mails in an mbox file are judged like those in a folder",
        arguments: [
            ("as they are", nil),
            ("one missing", "the mail dispatched was sent, and the mail folder or file has 0 of it"),
            ("one twice", "the mail dispatched was sent, and the mail folder or file has 2 of it"),
            ("one too many", "the mail folder or file has a mail delivered that email knows nothing of"),
        ])
    func mbox(how: String, tells: String?) async throws {
        try await World.withCopy { world in
            let id = world.id(.shipped)
            var mails = try world.mbox()
            let dispatched = try #require(mails.firstIndex { $0.contains("<dispatched.\(id)@") })
            switch how {
            case "one missing": mails.remove(at: dispatched)
            case "one twice": mails.append(mails[dispatched])
            case "one too many":
                mails.append(mails[dispatched].replacing("<dispatched.", with: "<delivered."))
            default: break
            }
            let file = world.dataFolder(of: "email") + "/mail.mbox"
            // The worker is in the middle of another one.
            let all = mails.joined() + "From shop@localhost Sat Nov 21 05:10:03 2026\nMessage-ID: <x.y@z>\n"
            try all.write(toFile: file, atomically: false, encoding: .utf8)
            let verification = try await world.verification(mails: file)
            #expect(verification.violations.map(\.message) == (tells.map { [$0] } ?? []))
            #expect(verification.violations.allSatisfy { $0.orders == [id] && $0.invariant == 6 })
            #expect(verification.figures.mailFiles == mails.count)
        }
    }

    @Test("a dead letter excuses an order that waits for it") func excused() async throws {
        try await World.withCopy { world in
            // The customer's mail could not be sent.
            let id = world.id(.confirmed)
            try world.damage("email", "DELETE FROM mails WHERE kind = 'confirmed' AND order_id = ?", [id])
            try FileManager.default.removeItem(atPath: world.mailFile("confirmed", of: .confirmed))
            let message = world.history[try world.index(of: "order.confirmed", of: .confirmed)]
            try world.damage(
                "email", "DELETE FROM inbox WHERE id = ?",
                [try world.key(of: "order.confirmed", of: .confirmed)])
            #expect(try await !world.verification().violations.isEmpty)
            world.letters.append(.init(participant: "email", delivery: message.delivered))
            #expect(try await world.verification().violations == [])
        }
    }

    @Test("what somebody says who may not counts for nothing") func forged() async throws {
        try await World.withCopy { world in
            var message = world.history[try world.index(of: "payment.processed", of: .confirmed)]
            message.properties.messageID = UUID().uuidString
            message.properties.userID = "storefront"
            world.history.append(message)
            for hearer in ["inventory", "order"] {
                world.letters.append(.init(participant: hearer, delivery: message.delivered))
            }
            let verification = try await world.verification()
            #expect(verification.violations == [] && verification.figures.duplicated == 0)
        }
    }

    @Test("every order is looked at, the last one too") func everyOrder() async throws {
        try await World.withCopy { world in
            try world.damage("order", "UPDATE orders SET version = version + 1")
            let named = try await world.verification().violations.flatMap(\.orders)
            #expect(Set(named) == Set(Role.allCases.map(world.id)))
        }
    }

    @Test("what is still moving is told") func moving() async throws {
        try await World.withCopy { world in
            let id = world.id(.rejected)
            try world.damage("order", "UPDATE orders SET status = 'pending' WHERE order_id = ?", [id])
            try world.damage(
                "order",
                "INSERT INTO timers (name, key, due, cause) VALUES ('deadline', ?, 9999999999999, 'x')", [id])
            try world.damage(
                "payment", "INSERT INTO outbox VALUES (1, 'x', 'events', 'x', x'', x'', 0, NULL)")
            try world.damage(
                "payment", "INSERT INTO outbox VALUES (2, 'y', 'events', 'y', x'', x'', 0, 'refused')")
            try world.damage(
                "email", "INSERT INTO retries VALUES (1, 'x', 'x', 1, 0, '', '', x'', x'', NULL)")
            let books = try await Books.open(world.dataFolders)
            try await books.enter(depths: ["shipping": 3, "order": 0])
            let moving = try await books.verification().moving
            try books.close()
            #expect(
                Set(moving) == [
                    Movement(kind: .messages, participant: "shipping", count: 3),
                    Movement(kind: .outbox, participant: "payment", count: 1),
                    Movement(kind: .retries, participant: "email", count: 1),
                    Movement(kind: .deadlines, participant: "order", count: 1),
                ])
        }
    }

    @Test("what is older than the inboxes remember is not looked for") func retention() async throws {
        try await World.withCopy { world in
            for part in Score.shop.parts { try world.damage(part.name, "DELETE FROM inbox") }
            let books = try await Books.open(world.dataFolders)
            try await books.expectBroker(cutoff: Date() + 3600)
            // The stream has lost its beginning as well.
            let kept = world.history.filter { $0.routingKey != "order.requested" }
            try await books.enter(kept.map { HistoryEvent($0) })
            try await books.enter(world.letters)
            #expect(try await books.verification().violations == [])
            try books.close()
            let invariants = try await world.verification().violations.map(\.invariant)
            #expect(Set(invariants) == [7, 8], "else they are")
        }
    }

    @Test("the JSON form is in snake case and whole") func json() async throws {
        try await World.withCopy { world in
            try world.damage(
                "payment", "UPDATE payments SET amount = 1 WHERE order_id = ?", [world.id(.confirmed)])
            let bytes = try JSONEncoder().encode(try await world.verification())
            let object = try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
            #expect(Set(object.keys) == ["figures", "moving", "violations", "at_rest", "sound"])
            #expect(object["sound"] as? Bool == false && object["at_rest"] as? Bool == true)
            let violations = try #require(object["violations"] as? [[String: Any]])
            #expect(violations.first?["orders"] as? [String] == [world.id(.confirmed)])
            let figures = try #require(object["figures"] as? [String: Any])
            #expect(figures["dead_letters"] != nil && figures["confirmed_totals"] != nil)
        }
    }
}
