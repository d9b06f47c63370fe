public import Choreography

/// Which policy each queue of a virtual host obeys, and what it comes to.
///
/// An operator policy, which only an administrator of the whole broker sets, is merged into it.
public struct EffectivePolicies: Sendable {
    /// By queue; those that obey none are missing.
    public let names: [String: String]
    private let policies: [String: Definitions.Policy]
    private let operators: [Definitions.Policy]

    init(names: [String: String], policies: [Definitions.Policy], operators: [Definitions.Policy]) {
        self.names = names
        self.policies = Dictionary(policies.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        self.operators = operators.sorted { $0.priority > $1.priority }
    }

    /// What a queue has to obey; of a limit that both kinds of policy set, the lower one.
    public func settings(of queue: String) -> [String: Definitions.Setting] {
        let own = names[queue].flatMap { policies[$0] }?.definition ?? [:]
        let imposed = operators.first { $0.applyTo != "exchanges" && $0.matches(queue) }?.definition ?? [:]
        return own.merging(imposed) { own, imposed in
            guard case (.number(let mine), .number(let theirs)) = (own, imposed) else { return imposed }
            return .number(min(mine, theirs))
        }
    }
}

extension ManagementClient {
    /// Which policy each queue obeys at this moment.
    public func effectivePolicies(
        in virtualHost: String
    ) async throws(ManagementError) -> EffectivePolicies {
        struct Queue: Decodable { var name: String, policy: String? }
        // Without statistics it is told at once, with them some seconds late.
        let queues: [Queue] = try await get(
            "queues", virtualHost, query: "disable_stats=true&enable_queue_totals=true")
        let governed = queues.compactMap { queue in
            queue.policy.flatMap { $0.isEmpty ? nil : (queue.name, $0) }
        }
        return EffectivePolicies(
            names: Dictionary(governed, uniquingKeysWith: { first, _ in first }),
            policies: try await get("policies", virtualHost),
            operators: try await get("operator-policies", virtualHost))
    }
}
