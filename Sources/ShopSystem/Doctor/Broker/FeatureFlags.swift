import RabbitMQManagement

/// A broker that was upgraded keeps new features off until somebody says that no older node will come back.
struct FeatureFlags: BrokerCheck {
    static let identifier = "feature-flags"

    func examine(_ chart: BrokerChart) -> [DoctorFinding] {
        let needed = chart.featureFlags.filter(\.isMissing).map(\.name)
        let off = chart.featureFlags.filter {
            $0.state == "disabled" && $0.stability != "experimental" && !$0.isMissing
        }.map(\.name)
        let findings =
            needed.map { flag in
                error(
                    "\(flag) is off: the topology cannot be held",
                    mend: "rabbitmqctl enable_feature_flag \(flag), once every node is 3.10 or newer")
            }
            + (off.isEmpty
                ? []
                : [
                    warning(
                        "off: \(off.joined(separator: ", ")); the next upgrade may demand them",
                        mend: "rabbitmqctl enable_feature_flag all, once every node has the same version")
                ])
        return findings.isEmpty ? [fine("all that are stable are on")] : findings
    }
}
