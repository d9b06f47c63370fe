import Choreography
import ChoreographyTesting
import Email
import Foundation
import GRDB
import Inventory
import Order
import Payment
import Shipping
import ShopEvents

/// The shop's five participants on a stage where they may die, and the outside, which lives on.
struct CrashShop: Sendable {
    static let refusedCountry = "AQ"

    let stage: CrashStage
    let clock = ManualClock()
    let bank = RecordingBank()
    let post = RecordingPost()

    init(in folder: URL, plan: @escaping CrashStage.Plan) throws {
        let stock = try InitialStock([
            "product_1": 100, "product_2": 50, "product_3": 200, "product_4": StockLevel.limit,
        ])
        stage = CrashStage(.shop, in: folder, clock: clock, plan: plan) { [bank, post] name in
            switch name {
            case "order": OrderParticipant()
            case "payment": PaymentParticipant(gateway: bank, through: [])
            case "inventory": InventoryParticipant(initialStock: stock)
            case "shipping":
                ShippingParticipant(
                    carrier: SimulatedCarrier(refusedCountries: [Self.refusedCountry]), through: [])
            default:
                EmailParticipant(
                    mailer: post, sender: Sender(Mailbox(name: "The shop", address: "shop@localhost")),
                    through: [])
            }
        }
    }

    /// In a folder of its own, which is gone afterwards.
    static func opened<Value>(
        plan: @escaping CrashStage.Plan, _ body: (CrashShop) async throws -> Value
    ) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: "crash-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(CrashShop(in: folder, plan: plan))
    }
}

extension CrashShop {
    /// Whether no outbox has a row left.
    func hasForgottenWhatWasConfirmed() async throws -> Bool {
        for part in Score.shop.parts {
            guard let path = await stage.database(of: part.name) else { return false }
            let rows = try await DatabaseQueue(path: path).read { db in
                try Int.fetchOne(db, sql: "SELECT count(*) FROM outbox")
            }
            guard rows == 0 else { return false }
        }
        return true
    }
}
