import Logging
import RabbitMQ

/// Whether one can log in to the broker at all.
struct BrokerDoor: DoctorCheck {
    static let identifier = "amqp"
    let configuration: ConnectionConfiguration
    let logger: Logger

    func examine() async -> [DoctorFinding] {
        do {
            let connection = try await Connection.open(configuration, logger: logger)
            await connection.close()
            return [
                fine("\(configuration.username) can log in at \(configuration.host):\(configuration.port)")
            ]
        } catch {
            let place = "\(configuration.host):\(configuration.port)"
            return [
                self.error(
                    "\(configuration.username) cannot log in at \(place): \(error)",
                    mend: "check that the broker runs there, and user, password and virtual host of its URL")
            ]
        }
    }
}
