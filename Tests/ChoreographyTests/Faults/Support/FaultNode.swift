import Choreography
import ChoreographyTesting
import Foundation
import RabbitMQ
import RabbitMQManagement
import Testing

/// The private brokers that the fault tests share.
enum FaultNode {
    private static let startedGentle = Task { try await start("gentle") }
    private static let startedFragile = Task { try await start("fragile") }

    /// For faults of single connections and single virtual hosts: tests run side by side.
    static var gentle: PrivateBroker { get async throws { try await startedGentle.value } }

    /// For tests that kill it, freeze it and starve it, one after the other, and leave it well.
    static var fragile: PrivateBroker { get async throws { try await startedFragile.value } }

    private static func start(_ name: String) async throws -> PrivateBroker {
        try await PrivateBroker.start(
            in: FileManager.default.temporaryDirectory.path + "/faults-\(name)-\(UUID().uuidString)",
            logger: quiet)
    }
}

extension PrivateBroker {
    /// A client of its management API, as administrator.
    nonisolated func management() throws -> ManagementClient {
        try ManagementClient(
            url: managementURL.replacing(
                "http://", with: "http://\(administratorUser):\(administratorPassword)@"))
    }
}

/// Topologies are applied one after the other: the users that come with them are the node's.
actor Turnstile {
    static let shared = Turnstile()
    private var last: Task<Void, any Error>?

    func apply(_ topology: Topology, on node: PrivateBroker) async throws {
        let before = last
        let mine = Task {
            _ = await before?.result
            let differences = try await node.management().apply(
                topology, passwords: ["baker": "secret", "till": "secret", "window": "secret"])
            try #require(differences.isEmpty)
        }
        last = mine
        try await mine.value
    }
}
