import ChoreographyTesting
import Foundation
import ShopSystem
import Testing

/// What `choreo explore` searches in full, with less going wrong at once.
@Suite(.serialized) struct ShopExplorationTests {
    private func expectSound(_ shop: ShopExploration, moreThan states: Int) async throws {
        let report = try await shop.exploration().run()
        #expect(report.violations.isEmpty, "\(report.violations)")
        #expect(report.isComplete)
        // A search that sees less than it did has lost a freedom.
        #expect(report.states > states)
    }

    @Test func `One order, with everything that can happen to it once`() async throws {
        var shop = ShopExploration.oneOrder
        (shop.duplicates, shop.deaths) = (0, 1)
        try await expectSound(shop, moreThan: 10_000)
    }

    @Test func `One order, one extra delivery of anything`() async throws {
        var shop = ShopExploration.oneOrder
        (shop.duplicates, shop.deaths, shop.deadlines, shop.collections) = (1, 0, false, false)
        try await expectSound(shop, moreThan: 5000)
    }

    @Test func `One order with its mails`() async throws {
        var shop = ShopExploration.oneOrder
        (shop.duplicates, shop.deaths, shop.mails, shop.cancellations, shop.deadlines) = (
            0, 0, true, 0, false
        )
        try await expectSound(shop, moreThan: 1000)
    }

    @Test func `Two orders that want the last unit`() async throws {
        var shop = ShopExploration.lastUnit
        shop.cancellations = 0
        try await expectSound(shop, moreThan: 10_000)
    }

    @Test func `Nothing in stock`() async throws {
        var shop = ShopExploration.oneOrder
        (shop.stock, shop.duplicates, shop.deaths) = (0, 0, 0)
        try await expectSound(shop, moreThan: 500)
    }
}
