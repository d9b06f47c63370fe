import Choreography
import Foundation
import ShopEvents
import ShopSystem
import Testing

extension SystemTests {
    /// The verifier on a real shop: five processes at work, a real broker, its history and its dead letters.
    @Suite("A shop is verified while it runs", .shop(deadline: .seconds(8)), .timeLimit(.minutes(5)))
    struct VerifyTests {
        let shop: ShopUnderTest

        init() throws { shop = try Shop.open() }

        @Test("every way that an order can take, verified at rest and at work") func verified() async throws {
            let verifier = try await shop.verifier()
            try await shop.say(WarehouseReceived(sku: .example, quantity: 25))
            for _ in 0..<40 { _ = try await shop.order("product_1") }
            _ = try await shop.order("product_2", quantity: 5000, price: 1)
            _ = try await shop.order(token: "tok_declined")
            _ = try await shop.order(country: "AQ")
            _ = try await shop.order(currency: "XXX")
            try await shop.plain("order.requested", "rubbish", as: "storefront", messageID: UUID().uuidString)
            let (sent, regretted) = (try await shop.order(), try await shop.order())
            try await shop.wait(for: "order.confirmed", of: sent)
            try await shop.wait(for: "order.confirmed", of: regretted)
            try await shop.say(CarrierDelivered(orderID: sent, trackingNumber: "T-1"))
            try await shop.cancel(regretted)
            try await shop.system.pauseWorker("payment")
            let late = try await shop.order()
            try await shop.wait(for: "order.placed", of: late)

            let atWork = try await verifier.verify()
            #expect(!atWork.isAtRest && !atWork.isSound)
            #expect(atWork.moving.contains { $0.kind == .deadlines })

            // The deadline passes while nobody can take the money.
            try await shop.wait(for: "inventory.released", of: late)
            try await shop.system.resumeWorker("payment")
            try await shop.wait(for: "order.cancelled", of: late)
            #expect(try await verifier.waitForRest(atMost: .seconds(60)))
            let atRest = try await verifier.verify()
            #expect(atRest.violations == [] && atRest.moving == [])
            #expect(atRest.figures.requested == 48 && atRest.figures.lost == 0)
            #expect(atRest.figures.orders["confirmed"] == 40 && atRest.figures.orders["delivered"] == 1)
            #expect(atRest.figures.deadLetters?.map(\.count) == [1])
            #expect(try await verifier.verify().isSound, "looking takes nothing away")
        }
    }
}

extension ShopUnderTest {
    /// Judges this shop.
    func verifier() async throws -> Verifier {
        let access = try await system.access
        let user = try #require(access.configuration(for: Topology.operatorUser))
        let folders = RunningSystem.workers.map {
            ($0, URL(filePath: path(of: $0)).deletingLastPathComponent().path)
        }
        return Verifier(
            dataFolders: Dictionary(uniqueKeysWithValues: folders),
            mails: system.configuration.mails.map { [$0] } ?? [],
            access: user, managementURL: access.managementURL, logger: quietLogger)
    }
}
