import Choreography
import ChoreographyTesting
import Email
import Foundation
import GRDB
import Inventory
import Order
import Payment
import RabbitMQ
import Shipping
import ShopEvents
import Synchronization
import Testing

/// The shop's five participants on a stage where they may die, and what of it is compared afterwards.
struct Shop: Sendable {
    let stage: CrashStage
    let clock: ManualClock
    private let post: PostOffice

    init(in folder: URL, plan: @escaping CrashStage.Plan) {
        let (clock, post) = (ManualClock(), PostOffice())
        (self.clock, self.post) = (clock, post)
        stage = CrashStage(.shop, in: folder, clock: clock, plan: plan) { name in
            switch name {
            case "order": OrderParticipant()
            case "payment": PaymentParticipant(gateway: SimulatedGateway(), through: [])
            case "inventory": InventoryParticipant()
            case "shipping":
                ShippingParticipant(
                    carrier: SimulatedCarrier(refusedCountries: [Script.refusedCountry]), through: [])
            default:
                EmailParticipant(
                    mailer: post, sender: Sender(Mailbox(name: "The shop", address: "shop@localhost")),
                    through: [])
            }
        }
    }

    /// What must be the same whatever dies: each participant's tables, without times, and what was said.
    func endState() async throws -> [String: [String]] {
        var state: [String: [String]] = [:]
        for (name, queries) in Self.queries {
            let path = try #require(await stage.database(of: name))
            state[name] = try await DatabaseQueue(path: path).read { db in
                try queries.flatMap { query in
                    try Row.fetchAll(db, sql: query).map { row in
                        row.databaseValues.map { "\($0)" }.joined(separator: " | ")
                    }
                }
            }
        }
        state["letters sent"] = post.letters
        // Each message once, however often it was published.
        let said = Set(
            await stage.broker.history.map { message in
                "\(message.routingKey) \(message.properties.correlationID ?? "") \(message.properties.messageID ?? "")"
            })
        state["said"] = said.map { $0.split(separator: " ").dropLast().joined(separator: " ") }.sorted()
        return state
    }

    private static let queries = [
        "order": ["SELECT order_id, status, total, currency, reason FROM orders ORDER BY 1"],
        "payment": [
            """
            SELECT order_id, status, amount, currency, charge_id, refund_id, reason FROM payments ORDER BY 1
            """
        ],
        "inventory": [
            "SELECT * FROM stock ORDER BY sku", "SELECT order_id, status FROM reservations ORDER BY 1",
        ],
        "shipping": ["SELECT order_id, status, tracking_number FROM shipments ORDER BY 1"],
        "email": ["SELECT order_id, kind, status FROM mails ORDER BY 1, 2"],
    ]
}

/// Takes every letter; one that comes again under the same Message-ID is the same letter.
private final class PostOffice: Mailer {
    private let taken = Mutex<Set<String>>([])

    func send(_ mail: Mail) async throws(MailError) {
        _ = taken.withLock { $0.insert("\(mail.messageID) \(mail.subject)") }
    }

    var letters: [String] { taken.withLock { $0.sorted() } }
}
