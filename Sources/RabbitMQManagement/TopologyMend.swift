import Choreography

/// How to mend a difference without losing a message.
struct TopologyMend {
    let virtualHost: String

    static let applying = "choreo topology apply"

    private var inVirtualHost: String { "-p \(virtualHost)" }

    /// What applying the topology mends, at any time.
    func apply<Object>(_ object: Object, _ isThere: Bool) -> String { Self.applying }

    func user(_ name: String) -> String {
        "\(Self.applying), with CHOREO_PASSWORD_\(name.uppercased()) set to the password that it is to have"
    }

    func binding(_ binding: Definitions.Binding, _ isThere: Bool) -> String {
        guard binding.source == Topology.eventsExchange, binding.destination != Topology.historyQueue else {
            return Self.applying
        }
        return """
            \(Self.applying). What was said since it went never reached \(binding.destination), but the stream \
            \(Topology.historyQueue) has it: choreo trace ORDER shows where an order stopped
            """
    }

    func queue(_ queue: Definitions.Queue, _ isThere: Bool) -> String {
        guard isThere else {
            return """
                \(Self.applying). What was said since it went is in the stream \(Topology.historyQueue) only: \
                choreo verify names the orders
                """
        }
        return """
            a queue's type and arguments cannot be changed, and one with messages must not be deleted: \
            1. stop whoever publishes to it (workers keep what they say in their outboxes); \
            2. let its worker empty it: rabbitmqctl list_queues \(inVirtualHost) name messages; \
            3. rabbitmqctl delete_queue \(inVirtualHost) --if-empty --if-unused \(queue.name), after stopping its \
            worker too; 4. \(Self.applying); 5. start everybody again
            """
    }

    func exchange(_ exchange: Definitions.Exchange, _ isThere: Bool) -> String {
        guard isThere else {
            return "\(Self.applying); workers keep what they say in their outboxes until it is back"
        }
        return """
            an exchange's type cannot be changed; it holds no messages: 1. stop the voices from outside (workers \
            keep what they say in their outboxes); 2. delete it in the management UI; 3. \(Self.applying), which \
            lets nobody publish before all bindings are there
            """
    }

    func prevailing(_ policy: Definitions.Policy) -> String {
        """
        rabbitmqctl clear_policy \(inVirtualHost) \(policy.name), or set it again with a lower --priority; queues \
        keep their messages
        """
    }

    func operatorPolicies(of queue: String) -> String {
        """
        rabbitmqctl list_operator_policies \(inVirtualHost) shows what is merged into the policy of \(queue); \
        rabbitmqctl clear_operator_policy \(inVirtualHost) NAME takes it away, messages stay
        """
    }
}
