import Choreography
import ChoreographyTesting
import Foundation
import GRDB
import Logging
import RabbitMQ
import ShopEvents
import Testing

@Suite("The README", .timeLimit(.minutes(1))) struct ReadmeTests {
    private static let example = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "ReadmeExample.swift")
    private static let readme = example.deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "README.md")

    @Test("shows a worker that compiles: the one in ReadmeExample.swift") func isTrue() throws {
        let code = try String(contentsOf: Self.example, encoding: .utf8)
        let readme = try String(contentsOf: Self.readme, encoding: .utf8)
        #expect(readme.contains("```swift\n\(code)```"))
    }

    @Test("and that works") func works() async throws {
        let score = Score(
            name: "club", outside: [.init("order", says: [OrderConfirmed.self])],
            parts: [.init("loyalty", [.on(OrderConfirmed.self, says: [LoyaltyAwarded.self])])], undoes: [],
            terminal: [LoyaltyAwarded.self], informational: [])
        let folder = FileManager.default.temporaryDirectory.appending(path: "club-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let broker = InMemoryBroker(topology: Topology(score))
        let store = try Store.open(
            path: folder.appending(path: "loyalty.sqlite").path, participant: LoyaltyParticipant())
        let worker = try Worker(
            LoyaltyParticipant(), score: score, broker: broker, store: store,
            logger: Logger(label: "club") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await worker.run() }
            defer { group.cancelAll() }
            let message = Envelope.message(
                type: OrderConfirmed.type, version: 1, body: try EventJSON.encode(OrderConfirmed.example),
                id: UUID().uuidString, correlationID: OrderID.example.text, causationID: nil, source: "club",
                sender: "order", exchange: Topology.eventsExchange, at: Date())
            #expect(await broker.publish(message) == .confirmed)
            try await until("points are awarded") {
                await broker.history.contains { $0.routingKey == "loyalty.awarded" }
            }
        }
    }
}
