import Choreography
import Foundation
import RabbitMQ
import RabbitMQManagement
import ShopEvents
import Testing

/// Runs with a virtual host of its own, which does not exist yet and is deleted afterwards.
func withVirtualHost(
    _ score: Score = .shop, _ body: (TestBroker, Topology) async throws -> Void
) async throws {
    let broker = try TestBroker.shared()
    let topology = Topology(score, virtualHost: "test-\(UUID().uuidString.prefix(8))/%x")
    try await body(broker, topology)
    try await broker.management().deleteVirtualHost(topology.virtualHost)
}

/// Runs with the shop's topology applied to a virtual host of its own.
func withAppliedTopology(_ body: (TestBroker, String) async throws -> Void) async throws {
    try await withVirtualHost { broker, topology in
        let differences = try await broker.management().apply(topology, passwords: TestBroker.passwords)
        try #require(differences == [])
        try await body(broker, topology.virtualHost)
    }
}

/// Expects the broker to refuse for want of a permission.
func expectRefused(
    sourceLocation: SourceLocation = #_sourceLocation, _ request: () async throws -> Void
) async {
    let error = await #expect(throws: AMQPError.self, sourceLocation: sourceLocation) { try await request() }
    #expect(error?.code == .accessRefused, sourceLocation: sourceLocation)
}

extension PublishOutcome {
    func expectConfirmed(sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(self == .confirmed, sourceLocation: sourceLocation)
    }

    func expectRefused(sourceLocation: SourceLocation = #_sourceLocation) {
        guard case .unknown(let error) = self else {
            Issue.record("not refused but \(self)", sourceLocation: sourceLocation)
            return
        }
        #expect(error.code == .accessRefused, sourceLocation: sourceLocation)
    }
}

extension Message {
    static func event(_ type: String) -> Message {
        Message(exchange: Topology.eventsExchange, routingKey: type, body: Array("{}".utf8))
    }
}

extension Score {
    /// One participant that hears one event.
    static let scratch = Score(
        name: "scratch", outside: [], parts: [Part("lonely", [.on(OrderPlaced.self)])], undoes: [],
        terminal: [], informational: [])
}
