import Choreography
import ChoreographyTesting
import Email
import Foundation
import Inventory
import Logging
import Order
import Payment
import RabbitMQ
import ServiceLifecycle
import Shipping
import ShopEvents
import ShopSystem

/// All five participants in this process, on a broker in memory; their databases are real files.
struct MemoryStage: Stage {
    let chronicle: Chronicle
    private let directory: String
    private let broker: InMemoryBroker
    private let gates: [String: PausableBroker]
    private let group: ServiceGroup
    private let running: Task<Void, any Error>

    /// Starts the workers.
    ///
    /// - Parameter deadline: how long an order may take to its confirmation.
    init(directory: String, deadline: Duration, chronicle: Chronicle) async throws {
        self.directory = directory
        self.chronicle = chronicle
        let broker = InMemoryBroker(topology: Topology(.shop))
        self.broker = broker
        var gates: [String: PausableBroker] = [:]
        var workers: [Worker] = []
        for participant in try Self.participants(directory: directory, deadline: deadline) {
            let gate = PausableBroker(broker)
            gates[participant.name] = gate
            let folder = Self.folder(of: participant.name, in: directory)
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let store = try Store.open(path: "\(folder)/\(participant.name).sqlite", participant: participant)
            workers.append(
                try Worker(
                    participant, score: .shop, broker: gate, store: store, logger: Self.logger))
        }
        self.gates = gates
        let group = ServiceGroup(services: workers, logger: Self.logger)
        self.group = group
        running = Task { try await group.run() }
        await chronicle.listen(to: await broker.events())
    }

    func say(_ message: OutsideMessage) async throws {
        let outcome = await broker.publish(message.message)
        guard outcome == .confirmed else {
            throw CommandFailure(
                .failed, "\(message.message.routingKey) was not taken: \(PublishRun.words(outcome))")
        }
    }

    func pause(_ participant: String) async throws { await gates[participant]?.pause() }

    func resume(_ participant: String) async throws { await gates[participant]?.resume() }

    func deadLetters() async throws -> [DeadLetterEntry] {
        var entries: [DeadLetterEntry] = []
        for name in RunningSystem.workers {
            entries += await broker.deadLetters(of: name).map {
                DeadLetterEntry(participant: name, delivery: $0)
            }
        }
        return entries
    }

    var orderDatabase: String { "\(Self.folder(of: "order", in: directory))/order.sqlite" }

    var maildir: String { Self.maildir(in: directory) }

    func lastWords() -> [String] { [] }

    func close() async {
        for gate in gates.values { await gate.resume() }
        await group.triggerGracefulShutdown()
        _ = try? await running.value
        await chronicle.close()
    }

    /// The story is told by the narrator; a dead letter is part of it.
    private static let logger = Logger(label: "choreo") { _ in SwiftLogNoOpLogHandler() }

    private static func folder(of participant: String, in directory: String) -> String {
        "\(directory)/data/\(participant)"
    }

    private static func maildir(in directory: String) -> String {
        "\(folder(of: "email", in: directory))/mail"
    }

    private static func participants(directory: String, deadline: Duration) throws -> [any Participant] {
        let mails = maildir(in: directory)
        try FileManager.default.createDirectory(atPath: mails, withIntermediateDirectories: true)
        return [
            OrderParticipant(deadline: deadline), PaymentParticipant(gateway: SimulatedGateway()),
            InventoryParticipant(),
            ShippingParticipant(carrier: SimulatedCarrier(refusedCountries: [Scenario.refusedCountry])),
            EmailParticipant(
                mailer: try MaildirMailer(path: mails),
                sender: Sender(Mailbox(name: "The shop", address: "shop@localhost"))),
        ]
    }
}
