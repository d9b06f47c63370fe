import Choreography
import RabbitMQManagement

/// All that a broker was asked for the doctor's checks, at one time.
struct BrokerChart: Sendable {
    var topology: Topology
    /// Where the management API is, without credentials.
    var address: String
    var versions: BrokerVersions
    var featureFlags: [FeatureFlag]
    var nodes: [NodeStatus]
    var definitions: Definitions
    var queues: [QueueStatus]
    /// By queue; those without any are missing.
    var consumers: [String: Int] = [:]
    /// nil: there is no such virtual host.
    var policies: EffectivePolicies?
    var differences: [TopologyDifference]
    /// How far the broker's clock is ahead of ours, and how far off that may be; nil when it does not say.
    var clockOffset: (seconds: Double, uncertainty: Double)?
    /// Passwords of broker users that we were told.
    var passwords: [String: String]

    /// - Throws: `ManagementError` when the broker cannot be asked.
    init(
        _ client: ManagementClient, topology: Topology, passwords: [String: String]
    ) async throws(ManagementError) {
        self.topology = topology
        self.passwords = passwords
        address = "\(client)"
        versions = try await client.versions()
        clockOffset = try await client.clockOffset()
        featureFlags = try await client.featureFlags()
        nodes = try await client.nodes()
        definitions = try await client.definitions()
        differences = try await client.differences(from: topology)
        queues = []
        guard definitions.vhosts.contains(where: { $0.name == topology.virtualHost }) else { return }
        queues = try await client.queues(in: topology.virtualHost)
        consumers = try await client.consumers(in: topology.virtualHost)
        policies = try await client.effectivePolicies(in: topology.virtualHost)
    }
}
