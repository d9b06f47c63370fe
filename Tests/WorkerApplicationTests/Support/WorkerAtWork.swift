import Choreography
import ChoreographyTesting
import Foundation
import Logging
import RabbitMQ
import ShopEvents
import Testing

@testable import WorkerApplication

/// A real worker with its database in a file, a broker in memory, and its HTTP door on a free port.
struct WorkerAtWork: Sendable {
    let door: OpenDoor
    let broker: InMemoryBroker
    let store: Store

    static func with(
        _ participant: some Participant, routes: (WorkerContext) throws -> [Endpoint],
        _ body: (WorkerAtWork) async throws -> Void
    ) async throws {
        let scratch = try Scratch()
        let silence = Logger(label: "trial") { _ in SwiftLogNoOpLogHandler() }
        let store = try Store.open(
            path: "\(scratch.folder)/\(participant.name).sqlite", participant: participant)
        let broker = InMemoryBroker(topology: Topology(.shop))
        let worker = try Worker(participant, score: .shop, broker: broker, store: store, logger: silence)
        let context = WorkerContext(
            settings: Settings(values: [:], origins: [:], secrets: []), store: store, worker: worker,
            entrance: worker, streams: EventStreams(limit: 3), logger: silence)
        let endpoints = try routes(context)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await worker.run() }
            try await OpenDoor.with(endpoints) { door in
                try await body(WorkerAtWork(door: door, broker: broker, store: store))
            }
            group.cancelAll()
        }
    }

    func ask(
        _ path: String, posting json: String? = nil, key: String? = nil, headers: [String: String] = [:]
    ) async throws -> OpenDoor.Answer {
        guard let json else { return try await door.ask("GET", path, headers: headers) }
        return try await door.post(path, json, headers: key.map { ["Idempotency-Key": $0] } ?? [:])
    }

    /// Says an event as its owner would.
    func say(_ event: some OrderEvent, by sender: String) async throws {
        let message = Envelope.message(
            type: type(of: event).type, version: 1, body: try EventJSON.encode(event), id: UUID().uuidString,
            correlationID: event.orderID.text, causationID: nil, source: sender, sender: sender,
            exchange: Topology.eventsExchange, at: Date())
        #expect(await broker.publish(message) == .confirmed)
    }
}
