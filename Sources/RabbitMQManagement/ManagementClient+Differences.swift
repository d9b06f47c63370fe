public import Choreography

extension ManagementClient {
    /// How the running broker differs from a topology: its definitions, and the policy that each queue in fact
    /// obeys. Nothing is changed.
    public func differences(
        from topology: Topology
    ) async throws(ManagementError) -> [TopologyDifference] {
        let told = topology.differences(from: try await definitions())
        var policies: EffectivePolicies?
        try await ignoringNotFound { () throws(ManagementError) in
            policies = try await effectivePolicies(in: topology.virtualHost)
        }
        guard let policies else { return told }
        return told + topology.policyDifferences(from: policies, besides: told)
    }
}

extension Topology {
    /// Where a queue of ours obeys another policy than that of the topology, or one into which somebody else's
    /// settings are merged, though the definitions look right.
    ///
    /// - Parameter told: differences that say the same already.
    func policyDifferences(
        from policies: EffectivePolicies, besides told: [TopologyDifference]
    ) -> [TopologyDifference] {
        let toldObjects = Set(told.filter { $0.severity == .error }.map(\.object))
        func isTold(_ policy: String) -> Bool { toldObjects.contains("policy \(policy) in \(virtualHost)") }
        return objects.queues.compactMap { queue in
            guard let policy = policy(of: queue.name), !isTold(policy.name),
                !toldObjects.contains("queue \(queue.name) in \(virtualHost)")
            else { return nil }
            let object = "effective policy of queue \(queue.name) in \(virtualHost)"
            let name = policies.names[queue.name]
            guard name == policy.name else {
                return isTold(name ?? "")
                    ? nil
                    : .error(
                        object, "is \(name ?? "none"), not \(policy.name)", expected: policy.name,
                        found: name,
                        mend: TopologyMend.applying)
            }
            return difference(
                object, queue.name, expected: policy.definition, policies.settings(of: queue.name))
        }
    }

    private func difference(
        _ object: String, _ queue: String, expected: [String: Definitions.Setting],
        _ found: [String: Definitions.Setting]
    ) -> TopologyDifference? {
        let wrong = Set(expected.keys).union(found.keys).filter { expected[$0] != found[$0] }.sorted()
        guard !wrong.isEmpty else { return nil }
        func text(_ settings: [String: Definitions.Setting]) -> String {
            wrong.map { "\($0): \(settings[$0].map { "\($0)" } ?? "not set")" }.joined(separator: "; ")
        }
        return .error(
            object, "is otherwise: \(text(found))", expected: text(expected), found: text(found),
            mend: TopologyMend(virtualHost: virtualHost).operatorPolicies(of: queue))
    }

    /// The policy that a queue of ours is to obey.
    public func policy(of queue: String) -> Definitions.Policy? {
        objects.policies.first { $0.applyTo == "queues" && $0.matches(queue) }
    }
}
