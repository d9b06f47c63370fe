import ArgumentParser
import Foundation
import Logging
import RabbitMQ
import ShopSystem

/// How a command finds the shop that it works with.
struct ConnectionOptions: ParsableArguments {
    @Option(help: "The directory of a shop that was started with `choreo up`.", completion: .directory)
    var directory = ".choreo"

    @Option(
        name: .customLong("amqp-url"),
        help: ArgumentHelp(
            "Another broker, as amqp://user@host:port/vhost.",
            discussion:
                """
                Or CHOREO_AMQP_URL, which may hold the password; it does not belong on a command line. Also \
                amqps:// for TLS.
                """,
            valueName: "url"))
    var amqpURL: String?

    @OptionGroup var tls: TLSOptions

    /// How to log in as `user`.
    ///
    /// With a URL its own user logs in, unless there is a `CHOREO_PASSWORD_<USER>` for the one that is asked
    /// for. Else `run.json` knows the password.
    func configuration(
        for user: String, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> ConnectionConfiguration {
        if let url = try BrokerURL.given(option: amqpURL, environment: environment) {
            var configuration = url
            try tls.apply(to: &configuration, environment: environment)
            if let password = try Passwords.given(for: [user], in: environment, warn: Terminal.warn)[user] {
                configuration.username = user
                configuration.password = password
            }
            configuration.name = "choreo"
            return configuration
        }
        let record = try RunRecord.read(in: directory)
        guard var configuration = try record.configuration(for: user) else {
            throw CommandFailure(
                .unavailable,
                "the broker has no user \(user); known are \(record.amqp.keys.sorted().joined(separator: ", "))"
            )
        }
        configuration.name = "choreo"
        return configuration
    }

    /// What the shop that was started with `choreo up` has written down; nil for a broker named by its URL.
    func record(environment: [String: String] = ProcessInfo.processInfo.environment) throws -> RunRecord? {
        guard try BrokerURL.given(option: amqpURL, environment: environment) == nil else { return nil }
        return try RunRecord.read(in: directory)
    }

    /// Silent but for trouble: what goes wrong is told by the command itself.
    static var logger: Logger {
        Logger(label: "choreo") { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = .error
            return handler
        }
    }
}
