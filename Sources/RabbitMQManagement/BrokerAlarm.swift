/// A node of the broker is short of something, so that nobody can publish until it is not.
package struct BrokerAlarm: Sendable, Hashable, Encodable {
    /// What is short.
    package enum Resource: String, Sendable, Encodable { case memory, disk }

    /// The node, as in `rabbit@host`.
    package let node: String
    /// What it is short of.
    package let resource: Resource

    /// A shortage.
    package init(node: String, resource: Resource) {
        self.node = node
        self.resource = resource
    }
}

extension ManagementClient {
    /// The alarms that are on at the moment; nobody can publish while there is one.
    package func alarms() async throws(ManagementError) -> [BrokerAlarm] {
        struct Node: Decodable {
            var name: String
            // A node that does not run tells neither.
            var mem_alarm, disk_free_alarm: Bool?
        }
        let nodes: [Node] = try await get("nodes")
        return nodes.flatMap { node in
            [(BrokerAlarm.Resource.memory, node.mem_alarm), (.disk, node.disk_free_alarm)]
                .filter { $0.1 == true }.map { BrokerAlarm(node: node.name, resource: $0.0) }
        }
    }
}
