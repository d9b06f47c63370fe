import Choreography
import ChoreographyTesting
import Logging
import RabbitMQ
import RabbitMQManagement
import ShopEvents

/// Gets a broker to the point where the workers can start: there, with the topology and known passwords.
struct BrokerStarter {
    let configuration: SystemConfiguration
    let logger: Logger
    let notify: @Sendable (SystemNotice) -> Void

    struct Started {
        let broker: PrivateBroker
        let administrator: ConnectionConfiguration
        let managementURL: String
    }

    func startOwn() async throws -> Started {
        notify(.progress("starting a private RabbitMQ"))
        let user = RunningSystem.administrator
        let password = try administratorPassword()
        let broker = try await PrivateBroker.start(
            in: configuration.brokerFolder, administrator: (user, password), logger: logger)
        return Started(
            broker: broker,
            administrator: ConnectionConfiguration(
                port: broker.amqpPort, virtualHost: configuration.virtualHost, username: user,
                password: password),
            managementURL: "http://\(user):\(password)@127.0.0.1:\(broker.managementPort)")
    }

    /// The broker keeps its administrator with its data, so the password has to stay the same.
    private func administratorPassword() throws(SystemError) -> String {
        let path = "\(configuration.directory)/administrator.password"
        if let kept = SmallFile.read(path), !kept.isEmpty { return kept }
        let password = Passwords.random()
        try SmallFile.write(Array(password.utf8), to: path)
        return password
    }

    /// Applies the topology and sets every user's password.
    func prepare(
        _ administrator: ConnectionConfiguration, managementURL: String
    ) async throws -> BrokerAccess {
        notify(.progress("applying the topology"))
        let management = try ManagementClient(url: managementURL)
        try await management.waitUntilReady()
        let passwords = Passwords.complete(configuration.passwords, for: RunningSystem.users)
        let topology = Topology(.shop, virtualHost: configuration.virtualHost)
        let differences = try await management.apply(topology, passwords: passwords)
        guard differences.isEmpty else {
            throw SystemError(
                .brokerUnavailable,
                "the broker does not hold the topology as it should:\n"
                    + differences.map { "  \($0)" }.joined(separator: "\n"))
        }
        var endpoint = administrator
        endpoint.virtualHost = configuration.virtualHost
        endpoint.name = nil
        return BrokerAccess(
            endpoint: endpoint,
            passwords: passwords.merging([administrator.username: administrator.password]) { own, _ in own },
            managementURL: managementURL)
    }
}
