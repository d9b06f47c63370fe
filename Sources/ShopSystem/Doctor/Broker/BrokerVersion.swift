import RabbitMQManagement

/// The topology is meant for RabbitMQ 3.10 to 4.x.
struct BrokerVersion: BrokerCheck {
    static let identifier = "rabbitmq-version"

    func examine(_ chart: BrokerChart) -> [DoctorFinding] {
        let version = VersionText(chart.versions.rabbitmq)
        let text = "RabbitMQ \(chart.versions.rabbitmq) on Erlang \(chart.versions.erlang)"
        if version < VersionText("3.10") {
            return [
                error(
                    "\(text): quorum queues there have no at-least-once dead lettering",
                    mend: "upgrade to RabbitMQ 3.10 or later, one minor version after the other")
            ]
        }
        guard version < VersionText("5") else {
            return [warning("\(text): never tried", mend: "use RabbitMQ 3.10 to 4.x")]
        }
        return [fine(text)]
    }
}
