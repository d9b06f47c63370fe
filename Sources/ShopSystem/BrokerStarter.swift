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
        /// By user; empty without TLS.
        let certificates: [String: TLSConfiguration]
    }

    func startOwn(overTLS: Bool) async throws -> Started {
        notify(.progress("starting a private RabbitMQ"))
        let user = RunningSystem.administrator
        let password = try administratorPassword()
        let certificates =
            overTLS
            ? try await ShopCertificates.make(
                in: configuration.certificateFolder, for: RunningSystem.users + [user]) : nil
        let broker = try await PrivateBroker.start(
            in: configuration.brokerFolder, administrator: (user, password), tls: certificates?.broker,
            logger: logger)
        var administrator = try ConnectionConfiguration(url: broker.amqpURL())
        administrator.tls = certificates?.clients[user]
        return Started(
            broker: broker, administrator: administrator,
            managementURL: "http://\(user):\(password)@127.0.0.1:\(broker.managementPort)",
            certificates: certificates?.clients ?? [:])
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
        _ administrator: ConnectionConfiguration, managementURL: String,
        certificates: [String: TLSConfiguration] = [:]
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
            managementURL: managementURL, certificates: certificates)
    }
}
