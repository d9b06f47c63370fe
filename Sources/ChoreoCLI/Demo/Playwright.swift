import Choreography
import Foundation
import RabbitMQ
import ShopEvents
import ShopSystem

/// Plays the scenarios one after the other on a stage. Everything waits for what it needs, nothing for a
/// time to pass.
struct Playwright {
    let stage: any Stage
    let narrator: Narrator
    /// How long anything may take, beyond the deadline of an order.
    let patience = Duration.seconds(30)

    /// Plays all of it.
    ///
    /// - Returns: the order of each scenario.
    func play() async throws -> [Scenario: OrderID] {
        var orders: [Scenario: OrderID] = [:]
        for scenario in Scenario.allCases {
            guard let order = OrderID(PublishCommand.newOrderID()) else { continue }
            orders[scenario] = order
            narrator.chapter(scenario.title, scenario.prologue)
            try await play(scenario, order)
            try await settle(scenario, order)
        }
        narrator.chapter(
            "A message that nobody can read",
            "Something publishes rubbish as order.requested. It must hurt nobody, and be found again.")
        try await playPoison()
        return orders
    }

    private func play(_ scenario: Scenario, _ order: OrderID) async throws {
        let request = try OutsideMessage(try scenario.request(order), messageID: MessageID.make(at: Date()))
        switch scenario {
        case .cancelled: try await cancelMidway(request, order)
        case .expired: try await letExpire(request, order)
        case .duplicate: for _ in 0..<3 { try await stage.say(request) }
        default: try await stage.say(request)
        }
    }

    private func cancelMidway(_ request: OutsideMessage, _ order: OrderID) async throws {
        try await whilePaused("shipping") {
            try await stage.say(request)
            try await wait(for: "inventory.reserved", of: order)
            let wish = OrderCancelRequested(orderID: order, reason: "found it cheaper elsewhere")
            try await stage.say(try OutsideMessage(wish, messageID: MessageID.make(at: Date())))
            try await wait(for: "order.cancelling", of: order)
        }
    }

    private func letExpire(_ request: OutsideMessage, _ order: OrderID) async throws {
        try await whilePaused("inventory") {
            try await stage.say(request)
            try await wait(for: "payment.processed", of: order)
            narrator.aside("the deadline runs …")
            try await wait(for: "shipping.cancelled", of: order)
        }
    }

    /// Also lets the participant go on when something fails, so that it can be stopped in order.
    private func whilePaused(_ participant: String, _ body: () async throws -> Void) async throws {
        try await stage.pause(participant)
        narrator.aside("\(participant) is stopped")
        do {
            try await body()
        } catch {
            try? await stage.resume(participant)
            throw error
        }
        narrator.aside("\(participant) goes on")
        try await stage.resume(participant)
    }

    private func settle(_ scenario: Scenario, _ order: OrderID) async throws {
        try await wait(for: EventType(rawValue: scenario.end), of: order)
        let standing = try await OrderStanding.read(order.text, in: stage.orderDatabase)
        let reason = standing?.reason.map { ": \($0)" } ?? ""
        narrator.outcome(
            "the order is \(standing?.status ?? "unknown")\(reason)",
            good: standing?.status == scenario.status)
    }

    private func playPoison() async throws {
        let rubbish = Array("three of everything, please".utf8)
        let message = try OutsideMessage(
            type: OrderRequested.type, body: rubbish, messageID: MessageID.make(at: Date()))
        try await stage.say(message)
        try await waitUntil("the poison message is a dead letter", timeout: patience) {
            let letters = try await stage.deadLetters()
            guard let letter = letters.first(where: { $0.messageID == message.message.properties.messageID })
            else { return false }
            narrator.outcome("\(letter.queue) has it: \(letter.exceptionType), \(letter.exceptionMessage)")
            return true
        }
    }

    private func wait(for type: EventType, of order: OrderID) async throws {
        try await stage.chronicle.wait(for: type, of: order.text, timeout: patience)
    }
}
