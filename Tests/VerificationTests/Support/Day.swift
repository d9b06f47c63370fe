import Choreography
import ChoreographyTesting
import Email
import Foundation
import Inventory
import Order
import Payment
import RabbitMQ
import ServiceLifecycle
import Shipping
import ShopEvents
import ShopSystem
import Testing

/// The day itself: five workers, a broker in memory, and what people do.
struct Day {
    let folder = NSTemporaryDirectory() + "verification-day-\(ProcessInfo.processInfo.processIdentifier)"
    /// The order worker's: the deadline passes when the day says so, however slow the machine is.
    let clock = ManualClock(Date())
    let broker = InMemoryBroker(topology: Topology(.shop))
    let orders = Dictionary(
        uniqueKeysWithValues: Role.allCases.compactMap { role in
            OrderID(UUID().uuidString).map { (role, $0) }
        })

    func live() async throws -> World {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let workers = try participants().map { participant in
            let data = "\(folder)/\(participant.name)"
            try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
            let store = try Store.open(path: "\(data)/\(participant.name).sqlite", participant: participant)
            return try Worker(
                participant, score: .shop, broker: broker, store: store,
                clock: participant.name == "order" ? clock : SystemClock(), logger: silence)
        }
        let group = ServiceGroup(services: workers, logger: silence)
        let running = Task { try await group.run() }
        let poison = try await play(workers)
        await group.triggerGracefulShutdown()
        try await running.value
        var letters: [DeadLetterEntry] = []
        for part in Score.shop.parts {
            letters += await broker.deadLetters(of: part.name).map {
                DeadLetterEntry(participant: part.name, delivery: $0)
            }
        }
        return World(
            folder: folder, files: try files(), orders: orders, poison: poison,
            history: await broker.history, letters: letters)
    }

    private func files() throws -> [String: Data] {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder)
        return paths.reduce(into: [:]) { files, path in
            // A folder has no contents; shared memory is made anew, and stale without its process.
            guard !path.hasSuffix("-shm") else { return }
            files[path] = FileManager.default.contents(atPath: "\(folder)/\(path)")
        }
    }

    private func participants() throws -> [any Participant] {
        let mails = "\(folder)/email/mail"
        try FileManager.default.createDirectory(atPath: mails, withIntermediateDirectories: true)
        return [
            OrderParticipant(), PaymentParticipant(gateway: Gateway()),
            InventoryParticipant(),
            ShippingParticipant(carrier: SimulatedCarrier(refusedCountries: ["AQ"])),
            EmailParticipant(
                mailer: try MaildirMailer(path: mails),
                sender: Sender(Mailbox(name: "The shop", address: "shop@localhost"))),
        ]
    }

    private func play(_ workers: [Worker]) async throws -> String {
        try await say(WarehouseReceived(sku: .example, quantity: 7))
        // Through the inventory's own door, past the broker.
        let delivery = try WarehouseReceived(sku: #require(SKU("product_3")), quantity: 5)
        _ = try await workers[2].accept(delivery, messageID: UUID().uuidString)
        for role in Role.allCases { try await request(role) }
        try await rest(workers)
        for role in [Role.shipped, .delivered] {
            try await say(CarrierCollected(orderID: id(role), trackingNumber: "T-1"))
        }
        try await say(CarrierDelivered(orderID: id(.delivered), trackingNumber: "T-1"))
        try await say(OrderCancelRequested(orderID: id(.cancelled), reason: "changed my mind"))
        let poison = UUID().uuidString
        _ = await broker.publish(
            try OutsideMessage(type: "order.requested", body: Array("rubbish".utf8), messageID: poison)
                .message)
        // The storefront stutters.
        if let first = await broker.history.first(where: { $0.routingKey == "order.requested" }) {
            _ = await broker.publish(first)
        }
        try await rest(workers)
        clock.advance(by: .seconds(16 * 60))
        try await waitUntil("the deadline has passed") {
            await broker.history.contains {
                $0.routingKey == "order.cancelled" && $0.properties.correlationID == id(.expired).text
            }
        }
        try await rest(workers)
        return poison
    }

    private func id(_ role: Role) -> OrderID { orders[role] ?? .example }

    private func request(_ role: Role) async throws {
        let token = role == .declined ? "tok_declined" : role == .expired ? Gateway.broken : "tok_visa"
        let line = OrderLine(sku: .example, quantity: role == .outOfStock ? 5000 : 2, unitPrice: 150)
        try await say(
            OrderRequested(
                orderID: id(role),
                customer: Customer(id: "c-1", name: "Zoë Müller", email: "zoe@example.com"),
                lines: role == .rejected ? [] : [line], currency: "EUR",
                shippingAddress: ShippingAddress(
                    name: "Zoë Müller", street: "Hauptstr. 1", city: "Berlin", postalCode: "10115",
                    country: role == .undeliverable ? "AQ" : "DE"),
                paymentToken: token))
    }

    private func say(_ event: some Event) async throws {
        _ = await broker.publish(try OutsideMessage(event, messageID: UUID().uuidString).message)
    }

    /// Until nothing is in a queue, in a worker's hands or in an outbox, and nothing was said meanwhile.
    private func rest(_ workers: [Worker]) async throws {
        var last = -1
        try await waitUntil("nothing moves") {
            let count = await broker.history.count
            var depth = 0
            for part in Score.shop.parts { depth += await broker.depth(of: part.name) }
            for worker in workers { depth += await worker.health.outboxDepth }
            defer { last = count }
            return depth == 0 && last == count
        }
    }
}

/// The simulated gateway with one token that it cannot handle at all: a dead letter.
private struct Gateway: PaymentGateway {
    static let broken = "tok_broken"
    private let simulated = SimulatedGateway()

    func charge(token: String, money: Money, idempotencyKey: String) async throws -> ChargeAnswer {
        guard token != Self.broken else { throw Failure.permanent("token-unreadable", "no such token") }
        return try await simulated.charge(token: token, money: money, idempotencyKey: idempotencyKey)
    }

    func refund(chargeID: String, money: Money, idempotencyKey: String) async throws -> String {
        try await simulated.refund(chargeID: chargeID, money: money, idempotencyKey: idempotencyKey)
    }

    func void(chargeIdempotencyKey: String) async throws {
        try await simulated.void(chargeIdempotencyKey: chargeIdempotencyKey)
    }
}
