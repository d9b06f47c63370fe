import Choreography
import ChoreographyTesting
import Foundation
import Logging
import RabbitMQ
import RabbitMQManagement
import ShopEvents
import Testing

@testable import ShopSystem

extension BrokerTests {
    /// The doctor, at a real broker that somebody misconfigured.
    @Suite struct DoctorTests {
        private func examine(
            _ broker: TestBroker, _ topology: Topology, management: String? = nil,
            passwords: [String: String] = TestBroker.passwords
        ) async throws -> Diagnosis {
            let patient = Doctor.Patient(
                directory: FileManager.default.temporaryDirectory.path, dataFolders: [],
                amqp: ConnectionConfiguration(
                    port: broker.broker.amqpPort, virtualHost: topology.virtualHost, username: "operator",
                    password: TestBroker.passwords["operator"] ?? ""),
                managementURL: management ?? broker.managementURL(), virtualHost: topology.virtualHost,
                passwords: passwords)
            let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
            return await Doctor(patient, logger: logger).examine()
        }

        /// With the topology applied.
        private func withPatient(_ body: (TestBroker, Topology, ManagementClient) async throws -> Void)
            async throws
        {
            try await withVirtualHost { broker, topology in
                let client = try broker.management()
                try #require(try await client.apply(topology, passwords: TestBroker.passwords) == [])
                try await body(broker, topology, client)
                // Users are the broker's and not the virtual host's.
                _ = try await client.apply(topology, passwords: TestBroker.passwords)
            }
        }

        private func severity(_ check: String, _ diagnosis: Diagnosis) -> DoctorFinding.Severity? {
            diagnosis.findings.first { $0.check == check }?.severity
        }

        @Test func `a broker that is as it should be`() async throws {
            try await withPatient { broker, topology, _ in
                let diagnosis = try await examine(broker, topology)
                let wrong = diagnosis.findings.filter { $0.severity == .error }
                #expect(wrong.filter { $0.check != FilePermissions.identifier } == [])
                for check in Doctor.brokerChecks.map({ type(of: $0).identifier }) + ["amqp"] {
                    #expect(diagnosis.findings.contains { $0.check == check }, "\(check)")
                }
                #expect(severity("passwords", diagnosis) == .fine)
                #expect(severity("policies", diagnosis) == .fine)
                #expect(severity("topology", diagnosis) == .fine)
                #expect(severity("clock", diagnosis) == .fine)
            }
        }

        @Test func `guest with its default password, and without`() async throws {
            try await withPatient { broker, topology, client in
                try await client.putUser("guest", password: "guest", tags: ["administrator"])
                let found = try await examine(broker, topology)
                let guest = try #require(found.findings.first { $0.check == "default-users" })
                #expect(guest.severity == .error && guest.mend?.contains("delete_user guest") == true)
                try await client.putUser("guest", password: "nobody guesses this one")
                #expect(severity("default-users", try await examine(broker, topology)) == .warning)
                try await client.deleteUser("guest")
                #expect(severity("default-users", try await examine(broker, topology)) == .fine)
            }
        }

        @Test(arguments: [
            ("payment", DoctorFinding.Severity.error, "the user's name"), ("changeme", .error, "usual"),
            ("payment123", .error, "usual"), ("kJ8s2", .warning, "5 characters"), ("", .error, "no password"),
        ])
        func `a password that somebody guesses is found without a login`(
            _ password: String, _ severity: DoctorFinding.Severity, _ words: String
        ) async throws {
            try await withPatient { broker, topology, client in
                if password.isEmpty {
                    try await client.deleteUser("payment")
                    _ = try await client.apply(topology, passwords: [:])
                } else {
                    try await client.putUser("payment", password: password)
                }
                let diagnosis = try await examine(broker, topology, passwords: ["payment": password])
                let found = try #require(
                    diagnosis.findings.first { $0.check == "passwords" && $0.message.contains("payment") })
                #expect(found.severity == severity && found.message.contains(words), "\(found)")
                #expect(found.mend?.contains("CHOREO_PASSWORD_PAYMENT") == true)
                let told = diagnosis.findings.map { $0.message + ($0.mend ?? "") }.joined()
                #expect(password.isEmpty || password == "payment" || !told.contains(password))
                #expect(diagnosis.findings.filter { $0.check == "passwords" }.count == 1)
            }
        }

        @Test func `a policy that is missing`() async throws {
            try await withPatient { broker, topology, _ in
                try await broker.broker.control("clear_policy", "-p", topology.virtualHost, "inventory")
                let diagnosis = try await examine(broker, topology)
                let found = diagnosis.findings.filter { $0.check == "policies" && $0.severity == .error }
                #expect(
                    found.contains {
                        $0.message.contains("inventory") && $0.message.contains("delivery limit")
                    })
                #expect(found.contains { $0.message.hasPrefix("policy inventory") })
                #expect(found.allSatisfy { $0.mend?.contains("choreo topology apply") == true })
                #expect(severity("topology", diagnosis) == .fine, "it is told once")
            }
        }

        @Test func `a binding that is missing`() async throws {
            try await withPatient { broker, topology, _ in
                let admin = try await broker.connect(broker.administrator, topology.virtualHost)
                try await admin.unbindQueue("email", exchange: "events", routingKey: "order.confirmed")
                await admin.close()
                let diagnosis = try await examine(broker, topology)
                #expect(severity("topology", diagnosis) == .error)
                #expect(diagnosis.findings.first?.mend?.contains("choreo topology diff") == true)
            }
        }

        @Test func `the management plugin is off`() async throws {
            try await withPatient { broker, topology, client in
                try await broker.broker.control("eval", "application:stop(rabbitmq_management).")
                let diagnosis = try await examine(broker, topology)
                try await broker.broker.control("eval", "application:start(rabbitmq_management).")
                try await client.waitUntilReady()
                let found = try #require(diagnosis.findings.first { $0.check == "plugins" })
                #expect(found.severity == .error)
                #expect(found.mend?.contains("rabbitmq-plugins enable rabbitmq_management") == true)
                #expect(severity("amqp", diagnosis) == .fine)
            }
        }

        @Test(.timeLimit(.minutes(2))) func `a broker without space for another message`() async throws {
            try await withPatient { broker, topology, client in
                try await broker.broker.control("set_disk_free_limit", "100000GB")
                var found: DoctorFinding?
                // The management API sees it some seconds later.
                while found == nil {
                    found = try await examine(broker, topology).findings.first {
                        $0.check == "alarms" && $0.message.contains("disk alarm")
                    }
                }
                try await broker.broker.control("set_disk_free_limit", "50MB")
                #expect(found?.severity == .error && found?.mend?.contains("make room") == true)
                while try await client.nodes().contains(where: \.hasDiskAlarm) { await Task.yield() }
            }
        }

        @Test func `wrong credentials and a dead broker are findings, each with its mend`() async throws {
            try await withPatient { broker, topology, _ in
                let refused = try await examine(
                    broker, topology, management: broker.managementURL(password: "wr0ng"))
                let found = try #require(refused.findings.first { $0.check == "plugins" })
                #expect(found.severity == .error && found.mend?.contains("password") == true)
                #expect(!"\(refused)".contains("wr0ng"))
            }
            let nobody = Doctor.Patient(
                directory: "/nonexistent", dataFolders: [], amqp: ConnectionConfiguration(port: 1),
                managementURL: "http://a:b@127.0.0.1:1")
            let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
            let dead = await Doctor(nobody, logger: logger).examine()
            #expect(severity("amqp", dead) == .error && severity("plugins", dead) == .error)
            #expect(dead.findings.allSatisfy { $0.severity == .fine || $0.mend?.isEmpty == false })
        }

        @Test func `clocks that are apart, old versions and flags that are off`() async throws {
            try await withPatient { broker, topology, client in
                var chart = try await BrokerChart(client, topology: topology, passwords: [:])
                chart.clockOffset = (-7, 0.6)
                #expect(ClockSkew().examine(chart).map(\.severity) == [.warning])
                chart.clockOffset = (300, 0.6)
                #expect(ClockSkew().examine(chart).map(\.severity) == [.error])
                chart.clockOffset = (2.4, 0.6)
                #expect(ClockSkew().examine(chart).map(\.severity) == [.fine])
                let old = #"{"rabbitmq_version": "3.9.29", "erlang_version": "24.2"}"#
                chart.versions = try JSONDecoder().decode(BrokerVersions.self, from: Data(old.utf8))
                #expect(BrokerVersion().examine(chart).map(\.severity) == [.error])
                let flags = """
                    [{"name": "stream_queue", "state": "disabled", "stability": "stable"},
                     {"name": "tracking_records_in_ets", "state": "disabled", "stability": "stable"},
                     {"name": "khepri_db", "state": "disabled", "stability": "experimental"}]
                    """
                chart.featureFlags = try JSONDecoder().decode([FeatureFlag].self, from: Data(flags.utf8))
                #expect(FeatureFlags().examine(chart).map(\.severity) == [.error, .warning])
            }
        }
    }
}

/// What the doctor looks at without a broker.
@Suite struct MachineDoctorTests {
    @Test func `files that others may read`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "doctor-\(UUID().uuidString)")
        let (secret, data) = (folder.appending(path: "run.json"), folder.appending(path: "data"))
        try FileManager.default.createDirectory(
            at: data, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try Data("{}".utf8).write(to: secret)
        defer { try? FileManager.default.removeItem(at: folder) }
        let check = FilePermissions(secrets: [secret.path], folders: [data.path])
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: secret.path)
        #expect(check.examine().map(\.severity) == [.fine])
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: secret.path)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: data.path)
        #expect(check.examine().map(\.severity) == [.error, .warning])
        #expect(check.examine().map(\.mend) == ["chmod 600 \(secret.path)", "chmod 700 \(data.path)"])
    }

    @Test func `too few files, too little space, libraries that are too old`() {
        #expect(
            [100, 512, 4096].map { OpenFileLimit(limit: $0).examine().map(\.severity) } == [
                [.error], [.warning], [.fine],
            ])
        #expect(FreeDiskSpace(path: "/nonexistent/deeper").examine().count == 1)
        #expect(FreeDiskSpace(path: "/", least: .max).examine().map(\.severity) == [.error])
        #expect(FreeDiskSpace(path: "/", least: 0, comfortable: .max).examine().map(\.severity) == [.warning])
        #expect(LibraryVersions().examine().map(\.severity) == [.fine, .fine])
        #expect(
            LibraryVersions(rabbitmq: "0.8.0", sqlite: "3.7.1").examine().map(\.severity) == [.error, .error])
        #expect(
            VersionText("4.1.0-rc.1") > VersionText("3.13.7") && VersionText("3.10") == VersionText("3.10.0"))
    }

    @Test func `the worst comes first`() {
        let diagnosis = Diagnosis([
            .init("a", .fine, ""), .init("b", .error, "", "m"), .init("c", .warning, "", "m"),
        ])
        #expect(diagnosis.findings.map(\.check) == ["b", "c", "a"])
        #expect(diagnosis.errors == 1 && diagnosis.warnings == 1)
    }
}
