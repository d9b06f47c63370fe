import Benchmark
import Choreography
import Foundation
import GRDB
import Logging
import RabbitMQ

/// An order of two lines, as the shop's.
struct OrderWanted: Event {
    struct Line: Codable, Equatable {
        var sku = "ESPRESSO-1KG"
        var name = "Espresso, 1 kg"
        var quantity = 2
        var unitPrice = 1290
    }

    static let type: EventType = "window.wanted"

    var order: String
    var name = "Zoë Müller"
    var street = "Hauptstraße 1"
    var lines = [Line(), Line()]

    var correlationID: String? { order }

    func validate() throws(InvalidEvent) {
        guard !order.isEmpty else { throw InvalidEvent(field: "order", reason: "is empty") }
    }
}

/// Hears orders and does nothing, so that what is measured is the runtime's.
struct Idler: Participant {
    let name = "idler"
    let reactions: [Reaction] = [.on(OrderWanted.self) { _, _ in }]

    func migrate(_ migrator: inout DatabaseMigrator) {}
}

extension Score {
    static let idle = Score(
        name: "idle", outside: [Voice("window", says: [OrderWanted.self])],
        parts: [Part("idler", [.on(OrderWanted.self)])], undoes: [], terminal: [], informational: [])
}

extension Worker {
    static func idler(store: Store, broker: Hand) throws -> Worker {
        try Worker(
            Idler(), score: .idle, broker: broker, store: store,
            logger: Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() })
    }
}

/// A worker at work on a real database, on a broker that is no more than a hand.
final class Bench: Sendable {
    let hand = Hand()
    let worker: Worker
    private let folder: TemporaryFolder
    private let running: Task<Void, any Error>

    init() throws {
        folder = try TemporaryFolder()
        let store = try Store.open(path: folder.path(of: "idler.sqlite"), participant: Idler())
        let worker = try Worker.idler(store: store, broker: hand)
        self.worker = worker
        running = Task { try await worker.run() }
    }

    func close() async throws {
        running.cancel()
        _ = await running.result
        try folder.remove()
    }
}

/// From the moment at which deliveries are in memory to their acknowledgement: screened, decoded, entered into
/// the inbox, committed together with one sync of the disk.
func deliveryBenchmarks() {
    for count in [1, 16, 256] {
        Benchmark("Handle \(count) deliveries in one commit", configuration: .init(scalingFactor: .one)) {
            benchmark in
            let bench = try Bench()
            // The subscription is there and the statements are prepared.
            await bench.hand.handOver(try Hand.deliveries(1, after: 0))
            let deliveries = try Hand.deliveries(count, after: 1)
            let start = benchmark.start()
            await bench.hand.handOver(deliveries)
            benchmark.stop(start)
            let applied = await bench.worker.health.figures.applied
            guard applied == count + 1 else { throw WrongResult(found: applied, expected: count + 1) }
            try await bench.close()
        }
    }
}
