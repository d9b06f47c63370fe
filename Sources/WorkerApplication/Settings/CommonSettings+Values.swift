import Choreography
import Logging
import RabbitMQ

extension CommonSettings {
    /// How to reach the broker; checks what no single setting can tell.
    func connection(
        for participant: String, from settings: Settings
    ) throws(SettingsProblems) -> ConnectionConfiguration {
        let url = settings[amqpURL]
        var connection: ConnectionConfiguration
        do {
            connection = try ConnectionConfiguration(url: url)
        } catch {
            let source = settings.origins[amqpURL.name]?.name(of: amqpURL) ?? "the default of AMQP_URL"
            throw SettingsProblems(["\(source): \(error.message)"])
        }
        connection.name = participant
        connection.heartbeat = settings[heartbeat]
        // The library's default is the guest account, which no worker ever is.
        if !url.contains("@") { connection.username = participant }
        if URLText.password(in: url) == nil { connection.password = "" }
        if let password = settings[amqpPassword] { connection.password = password }
        try addTLS(to: &connection, from: settings)
        return connection
    }

    private func addTLS(
        to connection: inout ConnectionConfiguration, from settings: Settings
    ) throws(SettingsProblems) {
        let files = [caCertificate, clientCertificate, clientKey]
        guard files.contains(where: { settings[$0] != nil }) else { return }
        guard var tls = connection.tls else {
            let names = files.filter { settings[$0] != nil }.map(\.environmentName).joined(separator: ", ")
            throw SettingsProblems(["\(names) set, but AMQP_URL starts with amqp://; TLS needs amqps://"])
        }
        guard (settings[clientCertificate] == nil) == (settings[clientKey] == nil) else {
            throw SettingsProblems([
                "\(clientCertificate.environmentName) and \(clientKey.environmentName) go together; set both or none"
            ])
        }
        tls.caCertificatePath = settings[caCertificate]
        tls.certificatePath = settings[clientCertificate]
        tls.keyPath = settings[clientKey]
        connection.tls = tls
    }

    func worker(from settings: Settings) -> WorkerConfiguration {
        WorkerConfiguration(
            prefetch: settings[prefetch], maximumBodyBytes: settings[maximumBodyBytes],
            concurrency: settings[concurrency], inboxRetention: settings[inboxRetention],
            deadLetterRetention: settings[deadLetterRetention], drainTimeout: settings[drainTimeout],
            maximumOutboxAge: settings[maximumOutboxAge])
    }

    func format(for settings: Settings, environment: [String: String]) -> LogFormat {
        LogFormat(
            named: settings[logFormat], isTerminal: StandardError.isTerminal, environment: environment)
    }

    func logHandler(
        for settings: Settings, hiding secrets: [String], environment: [String: String]
    ) -> @Sendable (String, Logger.MetadataProvider?) -> any LogHandler {
        let format = format(for: settings, environment: environment)
        let level = Logger.Level(rawValue: settings[logLevel]) ?? .info
        return { [service = settings[telemetry.serviceName]] label, provider in
            WorkerLogHandler(
                label: label, service: service, format: format, level: level, secrets: secrets,
                metadataProvider: provider)
        }
    }
}
