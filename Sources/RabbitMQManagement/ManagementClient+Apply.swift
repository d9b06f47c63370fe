public import Choreography

extension ManagementClient {
    /// Makes the broker hold a topology, and tells what did not take effect (nothing: an empty list).
    ///
    /// May be repeated at any time: queues keep their messages, connections stay. Bindings of our queues to
    /// our exchanges that the topology no longer has are removed. Nothing else is deleted; a queue that
    /// exists with other arguments is reported.
    ///
    /// Nobody may publish to an exchange of ours before all its bindings are there: what is said in between would
    /// count as routed, having reached the history, and most who should hear it never would. Where it is missing,
    /// as after somebody deleted it, the users of the topology lose their permission to write until all is bound.
    ///
    /// Exchanges come before topic permissions, because RabbitMQ 4.x before 4.2 on Khepri fails on a topic
    /// permission for an exchange that is not there yet. What was asked is then read back, because imports
    /// skip some conflicts in silence.
    ///
    /// - Parameter passwords: by user; a user without one keeps what it has, and cannot log in when new.
    public func apply(
        _ topology: Topology, passwords: [String: String]
    ) async throws(ManagementError) -> [TopologyDifference] {
        try await requireFeatures()
        let objects = topology.objects
        try await putVirtualHost(topology.virtualHost)
        for user in objects.users {
            if let password = passwords[user.name] {
                try await putUser(user.name, password: password, tags: user.tags)
            } else {
                try await putUserKeepingPassword(user.name, tags: user.tags)
            }
        }
        if try await lacksExchange(of: topology) {
            for var permission in objects.permissions {
                permission.write = Topology.nothing
                try await putPermission(permission)
            }
        }
        try await post(
            "definitions",
            body: Definitions(
                policies: objects.policies, exchanges: objects.exchanges, queues: objects.queues,
                bindings: objects.bindings))
        for permission in objects.permissions { try await putPermission(permission) }
        for permission in objects.topicPermissions { try await putTopicPermission(permission) }
        try await removeStaleBindings(topology)
        return topology.differences(from: try await definitions()).filter { $0.severity == .error }
    }

    private func lacksExchange(of topology: Topology) async throws(ManagementError) -> Bool {
        struct Exchange: Decodable { var name: String }
        let exchanges: [Exchange] = try await get("exchanges", topology.virtualHost)
        return !Set(topology.objects.exchanges.map(\.name)).isSubset(of: exchanges.map(\.name))
    }

    /// Queues and streams of 3.10 need flags that a broker upgraded from an older one may lack.
    private func requireFeatures() async throws(ManagementError) {
        let missing = try await featureFlags().filter(\.isMissing).map(\.name)
        guard let flag = missing.first else { return }
        throw ManagementError(
            request: "Checking the feature flags at \(endpoint.name)", status: nil,
            reason: "\(missing.joined(separator: ", ")) not enabled",
            advice: "Run rabbitmqctl enable_feature_flag \(flag) once every node is 3.10 or newer")
    }

    private func removeStaleBindings(_ topology: Topology) async throws(ManagementError) {
        struct Bound: Decodable {
            var source, destination, destination_type, routing_key, properties_key: String
        }
        let wanted = Set(topology.objects.bindings)
        let exchanges = Set(topology.objects.exchanges.map(\.name))
        let queues = Set(topology.objects.queues.map(\.name))
        let bound: [Bound] = try await get("bindings", topology.virtualHost)
        for binding in bound
        where exchanges.contains(binding.source) && binding.destination_type == "queue"
            && queues.contains(binding.destination)
            && !wanted.contains(
                .init(
                    source: binding.source, vhost: topology.virtualHost, destination: binding.destination,
                    routingKey: binding.routing_key))
        {
            try await delete(
                "bindings", topology.virtualHost, "e", binding.source, "q", binding.destination,
                binding.properties_key)
        }
    }
}
