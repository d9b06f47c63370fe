import ArgumentParser
import Foundation
import RabbitMQ
import ShopSystem

/// `choreo up`
struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up", abstract: "Runs the shop: a broker and the five workers, until Ctrl-C.",
        discussion: """
            Without a URL a private RabbitMQ is started on free ports, with its data in the directory. With \
            --amqp-url (or CHOREO_AMQP_URL) an existing broker is used; the URL names an administrator. Either \
            way the topology is applied, and every broker user gets a password: the one in \
            CHOREO_PASSWORD_<USER>, else a new random one. They are in DIRECTORY/run.json, which only you may \
            read, as long as the shop runs.

            A worker that dies is started again.

            EXAMPLES
              choreo up
              choreo up --tls
              choreo up --http 8081 --deadline 60 --refuse AQ
              choreo up --smtp-url smtp://localhost:1025
              CHOREO_AMQP_URL=amqp://admin:secret@broker.example:5672/shop choreo up

            EXIT CODES
              0   stopped, as asked by Ctrl-C or SIGTERM
              1   a worker did not get ready; what it wrote last is told
              65  a URL or a certificate is given wrongly
              69  the broker cannot be reached, or refuses
              75  a shop runs in this directory already
            """)

    @Option(help: "Where the data is kept.", completion: .directory)
    var directory = ".choreo"

    @Option(
        name: .customLong("amqp-url"),
        help: ArgumentHelp(
            "An existing broker and its administrator; the password goes into the environment.",
            valueName: "url"))
    var amqpURL: String?

    @Option(
        name: .customLong("management-url"),
        help: ArgumentHelp(
            "The management API of an existing broker; port 15672 of its host unless given.",
            valueName: "url"))
    var managementURL: String?

    @Flag(
        name: .customLong("tls"),
        help: "Our own broker speaks TLS alone; everybody shows a certificate of an authority made for it.")
    var speaksTLS = false

    @Option(help: "The virtual host; that of the URL, or shop, unless given.")
    var vhost: String?

    @OptionGroup var tls: TLSOptions
    @OptionGroup var shop: ShopOptions
    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let console = SystemConsole()
        let configuration = try systemConfiguration(console)
        let system = RunningSystem(
            configuration, logger: ConnectionOptions.logger, onLog: console.show, onNotice: console.show)
        let outcome = try await Interruption.orUntilInterrupted {
            do {
                try await system.start()
                await console.tellReady(system)
                try await Task.sleep(for: .seconds(86_400 * 365 * 100))
            } catch is CancellationError {
                // Ctrl-C: the end below is the same.
            }
        }
        if outcome.wasInterrupted { console.say("stopping; a second Ctrl-C does not make it faster") }
        await system.stop()
        console.say("stopped")
    }

    private func systemConfiguration(_ console: SystemConsole) throws -> SystemConfiguration {
        let environment = ProcessInfo.processInfo.environment
        var configuration = SystemConfiguration(
            directory: directory, executables: shop.executables.folder, virtualHost: vhost ?? "shop",
            passwords: try Passwords.given(
                for: RunningSystem.users, in: environment, warn: Terminal.warn))
        try shop.apply(to: &configuration, environment: environment)
        guard var broker = try BrokerURL.given(option: amqpURL, environment: environment) else {
            if speaksTLS { configuration.broker = .oursOverTLS }
            return configuration
        }
        guard !speaksTLS else {
            throw CommandFailure(
                .badData, "--tls is for a broker of our own; for one that is there write its URL as amqps://")
        }
        try tls.apply(to: &broker, environment: environment)
        configuration.virtualHost = vhost ?? (broker.virtualHost == "/" ? "shop" : broker.virtualHost)
        configuration.broker = .existing(
            administrator: broker,
            managementURL: try BrokerURL.management(
                of: broker, option: managementURL, environment: environment))
        let given = configuration.passwords.keys.sorted()
        let madeUp = RunningSystem.users.filter { !given.contains($0) }
        console.say("using the broker at \(broker)")
        console.say("virtual host \(configuration.virtualHost): the topology will be applied")
        if !madeUp.isEmpty {
            console.say("new random passwords will be set for \(madeUp.joined(separator: ", "))")
        }
        if !given.isEmpty {
            console.say("passwords from CHOREO_PASSWORD_… will be set for \(given.joined(separator: ", "))")
        }
        return configuration
    }
}
