import RabbitMQManagement

/// What the CLI asks the broker goes through its management plugin.
struct BrokerPlugins: BrokerCheck {
    static let identifier = "plugins"
    static let mend = "rabbitmq-plugins enable rabbitmq_management"

    func examine(_ chart: BrokerChart) -> [DoctorFinding] {
        let without = chart.nodes.filter { $0.isRunning && !$0.plugins.contains("rabbitmq_management") }
        guard without.isEmpty else {
            return without.map { node in
                warning("\(node.name) runs without rabbitmq_management", mend: "there: \(Self.mend)")
            }
        }
        return [fine("rabbitmq_management is on")]
    }
}
