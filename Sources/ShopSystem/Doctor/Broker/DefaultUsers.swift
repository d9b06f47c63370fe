import Choreography
import RabbitMQManagement

/// A new broker has the administrator `guest` with the password `guest`, which everybody knows.
struct DefaultUsers: BrokerCheck {
    static let identifier = "default-users"

    func examine(_ chart: BrokerChart) -> [DoctorFinding] {
        guard let guest = chart.definitions.users.first(where: { $0.name == "guest" }) else {
            return [fine("there is no user guest")]
        }
        let mend = "rabbitmqctl delete_user guest, once there is another administrator"
        guard let hash = PasswordHash(guest), hash.matches("guest") else {
            return [
                warning(
                    "the user guest exists, though not with its default password; everybody tries that name first",
                    mend: mend)
            ]
        }
        return [error("the user guest exists with its default password", mend: mend)]
    }
}
