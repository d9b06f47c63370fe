import Choreography
import RabbitMQManagement

/// The broker holds what the score says; what is wrong with policies is told by ``QueuePolicies``.
struct HeldTopology: BrokerCheck {
    static let identifier = "topology"

    func examine(_ chart: BrokerChart) -> [DoctorFinding] {
        let others = chart.differences.filter { !$0.isAboutPolicies }
        let errors = others.filter { $0.severity == .error }
        let strays = others.count - errors.count
        guard errors.isEmpty else {
            let first = errors.prefix(3).map(\.description).joined(separator: "; ")
            let rest = errors.count > 3 ? "; and \(errors.count - 3) more" : ""
            return [
                error(
                    "\(first)\(rest)",
                    mend: "choreo topology diff says how to mend each; most need choreo topology apply")
            ]
        }
        guard strays == 0 else {
            return [
                warning(
                    "\(strays) thing\(strays == 1 ? "" : "s") in \(chart.topology.virtualHost) that the score does not know",
                    mend: "choreo topology diff names each")
            ]
        }
        return [fine("the broker holds what the score says, and nothing else")]
    }
}
