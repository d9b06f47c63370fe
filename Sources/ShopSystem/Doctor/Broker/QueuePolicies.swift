import Choreography
import RabbitMQManagement

/// Without its policy a queue has no dead letters, and on RabbitMQ 3.x no limit to how often it delivers what
/// kills its worker.
struct QueuePolicies: BrokerCheck {
    static let identifier = "policies"

    func examine(_ chart: BrokerChart) -> [DoctorFinding] {
        let told = chart.differences.filter(\.isAboutPolicies).map { difference in
            error(difference.description, mend: difference.mend)
        }
        let unlimited = chart.queues.filter { queue in
            let isOurs = chart.topology.objects.queues.contains { $0.name == queue.name }
            return isOurs && queue.type == "quorum"
                && !hasDeliveryLimit(chart.policies?.settings(of: queue.name))
        }
        let limits = unlimited.map { queue in
            error(
                "queue \(queue.name) has no delivery limit: a message that kills its worker comes back for ever",
                mend: "choreo topology apply")
        }
        let found = told + limits
        return found.isEmpty ? [fine("every queue obeys its policy and has a delivery limit")] : found
    }

    /// -1 means none, and on RabbitMQ 3.x 0.
    private func hasDeliveryLimit(_ settings: [String: Definitions.Setting]?) -> Bool {
        guard case .number(let limit)? = settings?["delivery-limit"] else { return false }
        return limit > 0
    }
}

extension TopologyDifference {
    /// Whether a policy is missing, otherwise or not in force.
    var isAboutPolicies: Bool { object.hasPrefix("policy ") || object.hasPrefix("effective policy ") }
}
