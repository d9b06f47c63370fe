import Choreography
import Foundation
import RabbitMQ
import ShopEvents
import ShopSystem
import Testing

extension SystemTests {
    /// Real processes that kill themselves at a step of a delivery: each worker at another one.
    @Suite("Killed at a step", .shop(environment: Deaths.environment), .timeLimit(.minutes(5)))
    struct KilledTests {
        let shop: ShopUnderTest

        init() throws { shop = try Shop.open() }

        @Test(
            "five SIGKILLs change nothing; a message that faults costs three restarts and nobody else anything"
        )
        func killed() async throws {
            var orders: [OrderID] = []
            for _ in 0..<25 { orders.append(try await shop.order()) }
            for order in orders {
                try await shop.wait(for: "order.confirmed", of: order, timeout: .seconds(60))
            }
            for worker in RunningSystem.workers {
                try await waitUntil("\(worker) was killed and is back", timeout: .seconds(60)) {
                    let state = await shop.system.states[worker]
                    return state?.starts == 2 && state?.isReady == true
                }
            }
            let verifier = try await shop.verifier()
            #expect(try await verifier.waitForRest(atMost: .seconds(60)))
            let sound = try await verifier.verify()
            #expect(sound.violations == [] && sound.figures.orders["confirmed"] == 25)
            try await poisoned(verifier)
        }

        private func poisoned(_ verifier: Verifier) async throws {
            let before = try await shop.order()
            // What nobody in the shop says so, but payment hears: money to be given back for an unknown order.
            let event = InventoryReleased(orderID: .random, reason: "poison")
            _ = try await shop.system.publish(event, messageID: Deaths.poison)
            let after = try await shop.order()
            for order in [before, after] {
                try await shop.wait(for: "order.confirmed", of: order, timeout: .seconds(90))
            }
            try await waitUntil("the poison is put aside", timeout: .seconds(90)) {
                try await shop.deadLetters(of: "payment").contains { $0.messageID == Deaths.poison }
            }
            let letter = try #require(try await shop.deadLetters(of: "payment").first)
            #expect(letter.exceptionType == "worker-crashed" && letter.attempts == 3)
            #expect(
                await shop.system.states["payment"]?.starts == 5, "one for the kill, three for the poison")
        }
    }
}

/// Who dies where.
private enum Deaths {
    static let poison = "poison-of-the-payment"

    static let environment: @Sendable (String) -> [String: [String: String]] = { directory in
        let places = [
            "order": "committed order.requested", "payment": "asked order.placed",
            "inventory": "written payment.processed", "shipping": "confirmed shipping.scheduled",
            "email": "acknowledged order.confirmed",
        ]
        return places.reduce(into: ["payment": ["CHOREO_TEST_POISON": poison]]) { environment, place in
            environment[place.key, default: [:]]["CHOREO_TEST_KILL"] =
                "\(place.value) \(directory)/\(place.key).killed"
        }
    }
}
