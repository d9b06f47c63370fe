import Choreography

/// What the virtual host holds beside the topology: perhaps wanted, so that nothing but bindings between our own
/// exchanges and queues is ever taken away.
extension TopologyComparison {
    var strays: [TopologyDifference] { bindings + queues + exchanges + permissions }

    private var host: String { topology.virtualHost }
    private var ourExchanges: Set<String> { Set(topology.objects.exchanges.map(\.name)) }
    private var ourQueues: Set<String> { Set(topology.objects.queues.map(\.name)) }

    /// What clients declare for themselves while they run, as `choreo tail` does.
    private func isTransient(_ name: String) -> Bool { name.hasPrefix("amq.") }

    private var bindings: [TopologyDifference] {
        let known = Set(topology.objects.bindings)
        return broker.bindings.filter {
            $0.vhost == host && ourExchanges.contains($0.source) && !known.contains($0)
                && !isTransient($0.destination)
        }.map { binding in
            let isOurs = binding.destinationType == "queue" && ourQueues.contains(binding.destination)
            return .warning(
                binding.inWords,
                isOurs
                    ? "is not in the score; \(binding.destination) gets events that it does not hear"
                    : "lets somebody else hear events",
                found: "routing key: \(binding.routingKey)",
                mend: isOurs
                    ? "\(TopologyMend.applying) removes it; no message is lost"
                    : "nothing, when it is wanted; else unbind it in the management UI")
        }
    }

    private var queues: [TopologyDifference] {
        broker.queues.filter {
            $0.vhost == host && !ourQueues.contains($0.name) && !isTransient($0.name)
        }.map { queue in
            let type = queue.arguments["x-queue-type"].map { "\($0)" } ?? "classic"
            return .warning(
                "queue \(queue.name) in \(host)", "is not in the score", found: "type: \(type)",
                mend: """
                    nothing, when it is wanted; else look into it, and then: rabbitmqctl delete_queue -p \(host) \
                    --if-empty --if-unused \(queue.name)
                    """)
        }
    }

    private var exchanges: [TopologyDifference] {
        broker.exchanges.filter {
            $0.vhost == host && !ourExchanges.contains($0.name) && !isTransient($0.name) && !$0.name.isEmpty
        }.map { exchange in
            .warning(
                "exchange \(exchange.name) in \(host)", "is not in the score",
                found: "type: \(exchange.type)",
                mend: "nothing, when it is wanted; else delete it in the management UI: it holds no messages")
        }
    }

    /// Administrators may do everything anyway, and get a permission with each virtual host that they make.
    private var permissions: [TopologyDifference] {
        let known = Set(topology.objects.users.map(\.name))
        let administrators = Set(broker.users.filter { $0.tags.contains("administrator") }.map(\.name))
        return broker.permissions.filter {
            $0.vhost == host && !known.contains($0.user) && !administrators.contains($0.user)
        }.map { permission in
            .warning(
                "permission of \(permission.user) in \(host)", "belongs to nobody in the score",
                found:
                    "configure: \(permission.configure); write: \(permission.write); read: \(permission.read)",
                mend:
                    "nothing, when it is wanted; else rabbitmqctl clear_permissions -p \(host) \(permission.user)"
            )
        }
    }
}
