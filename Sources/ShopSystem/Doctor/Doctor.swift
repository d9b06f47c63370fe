import Choreography
import Foundation
package import Logging
package import RabbitMQ
import RabbitMQManagement
import ShopEvents

/// Looks at this machine and at a broker for what could be wrong. Nothing is changed, no password is tried.
package struct Doctor: Sendable {
    /// What is looked at.
    package struct Patient: Sendable {
        /// The directory of a shop, whether it runs or not.
        package var directory: String
        /// The folders with the workers' data.
        package var dataFolders: [String]
        /// How to log in to the broker; nil: there is none to be looked at.
        package var amqp: ConnectionConfiguration?
        /// The management API with an administrator's credentials.
        package var managementURL: String?
        /// Where the topology lives.
        package var virtualHost: String
        /// Passwords of broker users that are known anyway.
        package var passwords: [String: String]

        package init(
            directory: String, dataFolders: [String], amqp: ConnectionConfiguration? = nil,
            managementURL: String? = nil, virtualHost: String = Score.shop.name,
            passwords: [String: String] = [:]
        ) {
            self.directory = directory
            self.dataFolders = dataFolders
            self.amqp = amqp
            self.managementURL = managementURL
            self.virtualHost = virtualHost
            self.passwords = passwords
        }
    }

    private let patient: Patient
    private let logger: Logger

    package init(_ patient: Patient, logger: Logger) {
        self.patient = patient
        self.logger = logger
    }

    /// Judges what the broker said.
    static let brokerChecks: [any BrokerCheck] = [
        BrokerVersion(), BrokerPlugins(), FeatureFlags(), BrokerResources(), ClockSkew(), DefaultUsers(),
        UserPasswords(), HeldTopology(), QueuePolicies(), QueueContents(),
    ]

    var machineChecks: [any MachineCheck] {
        let directory = patient.directory
        let secrets = ["run.json", "administrator.password"].map { "\(directory)/\($0)" }
        let folders = ([directory] + patient.dataFolders).filter(FileManager.default.fileExists(atPath:))
        return [
            LibraryVersions(), OpenFileLimit(), FreeDiskSpace(path: directory),
            FilePermissions(
                secrets: secrets.filter(FileManager.default.fileExists(atPath:)), folders: folders),
        ]
    }

    /// Everything that was found.
    package func examine() async -> Diagnosis {
        let machine = machineChecks.flatMap { $0.examine() }
        return Diagnosis(machine + (await broker()))
    }

    private func broker() async -> [DoctorFinding] {
        guard let amqp = patient.amqp else {
            return [
                .init(
                    "broker", .warning, "no broker was looked at: no shop runs in \(patient.directory)",
                    "choreo up, or name a broker with CHOREO_AMQP_URL")
            ]
        }
        let door = await BrokerDoor(configuration: amqp, logger: logger).examine()
        guard let url = patient.managementURL else { return door }
        do {
            let chart = try await BrokerChart(
                try ManagementClient(url: url),
                topology: Topology(.shop, virtualHost: patient.virtualHost), passwords: patient.passwords)
            return door + Self.brokerChecks.flatMap { $0.examine(chart) }
        } catch {
            let isUp = door.allSatisfy { $0.severity == .fine }
            return door + [Self.unreachable(error, isBrokerUp: isUp)]
        }
    }

    /// AMQP without management is a plugin that is off, most of the time.
    private static func unreachable(_ error: ManagementError, isBrokerUp: Bool) -> DoctorFinding {
        let isPluginOff = isBrokerUp && error.status == nil
        return .init(
            BrokerPlugins.identifier, .error,
            isPluginOff
                ? "the broker speaks AMQP, but its management API does not answer: \(error.reason)"
                : error.description,
            isPluginOff ? "\(BrokerPlugins.mend), or name its port with --management-url" : error.advice)
    }
}
