import ArgumentParser
import Choreography
import Foundation
import RabbitMQ
import ShopEvents
import ShopSystem

/// `choreo doctor`
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract:
            "Looks for what could be wrong on this machine or with the broker, and says how to mend it.",
        discussion: """
            On this machine: versions of the libraries, open files, disk space, who may read passwords and \
            customers' data. At the broker: version, plugins, feature flags, alarms and resources, the clock, \
            users with default or weak passwords, the topology, policies and delivery limits, who listens, dead \
            letters. Nothing is changed. Weak passwords are found by the hashes that the broker keeps: no login \
            is tried with any but the one that was given.

            EXAMPLES
              choreo doctor
              choreo doctor --json | jq '.findings[] | select(.severity == "error")'
              CHOREO_AMQP_URL=amqp://admin:secret@broker.example/shop choreo doctor

            EXIT CODES
              0   nothing is wrong; there may be warnings
              1   something is wrong
              65  the broker's URL is malformed
            """)

    @Flag(help: "Prints one JSON object with all findings.")
    var json = false

    @OptionGroup var management: ManagementOptions
    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let progress = Progress()
        let patient = try patient()
        progress.update("asking the broker")
        let diagnosis = await Doctor(patient, logger: ConnectionOptions.logger).examine()
        progress.end()
        Terminal.output.write(
            json ? try JSONOutput.line(diagnosis) + "\n" : DiagnosisText(diagnosis).text())
        if diagnosis.errors > 0 { throw ExitCode(CommandFailure.Code.failed.rawValue) }
    }

    /// Without a broker the machine is still worth a look.
    private func patient(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> Doctor.Patient {
        let connection = management.connection
        let directory = connection.directory
        if var broker = try BrokerURL.given(option: connection.amqpURL, environment: environment) {
            try connection.tls.apply(to: &broker, environment: environment)
            let place = try management.place(environment: environment)
            return Doctor.Patient(
                directory: directory, dataFolders: dataFolders(nil), amqp: broker, managementURL: place.url,
                virtualHost: place.virtualHost, passwords: [broker.username: broker.password])
        }
        guard FileManager.default.fileExists(atPath: RunRecord.path(in: directory)) else {
            return Doctor.Patient(directory: directory, dataFolders: dataFolders(nil))
        }
        let record = try RunRecord.read(in: directory)
        let place = try management.place(environment: environment)
        return Doctor.Patient(
            directory: directory, dataFolders: dataFolders(record),
            amqp: try record.configuration(for: Topology.operatorUser), managementURL: place.url,
            virtualHost: place.virtualHost, passwords: try record.passwords)
    }

    private func dataFolders(_ record: RunRecord?) -> [String] {
        RunningSystem.workers.map {
            record?.workers[$0]?.data ?? "\(management.connection.directory)/data/\($0)"
        }
    }
}

extension RunRecord {
    /// The passwords of all broker users in it.
    fileprivate var passwords: [String: String] {
        get throws {
            var passwords: [String: String] = [:]
            for user in amqp.keys { passwords[user] = try configuration(for: user)?.password }
            return passwords
        }
    }
}
