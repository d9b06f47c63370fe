import ArgumentParser
import Choreography
import Foundation
import RabbitMQManagement
import ShopEvents
import ShopSystem

/// `choreo topology`
struct TopologyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "topology", abstract: "What the broker must hold, as the score says.",
        subcommands: [TopologyDefinitionsCommand.self, TopologyApplyCommand.self])
}

/// `choreo topology definitions`
struct TopologyDefinitionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "definitions", abstract: "Prints the definitions document, without passwords.",
        discussion: """
            EXAMPLE
              choreo topology definitions > topology/definitions.json
            """)

    @Option(help: "The virtual host.")
    var vhost: String?

    @OptionGroup var global: GlobalOptions

    func run() throws {
        Terminal.output.write(try Topology(.shop, virtualHost: vhost).definitions)
    }
}

/// `choreo topology apply`
struct TopologyApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Makes a broker hold the topology, and checks what took effect.",
        discussion: """
            The management URL comes from CHOREO_MANAGEMENT_URL, which may hold the administrator's password, \
            as in http://admin:secret@localhost:15672. Users get the passwords in CHOREO_PASSWORD_<USER>; the \
            others keep what they have, and cannot log in when they are new.

            EXAMPLE
              CHOREO_MANAGEMENT_URL=http://admin:secret@localhost:15672 choreo topology apply
            """)

    @Option(help: "The virtual host.")
    var vhost: String?

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        guard let url = environment["CHOREO_MANAGEMENT_URL"], !url.isEmpty else {
            throw CommandFailure(
                .unavailable,
                "CHOREO_MANAGEMENT_URL is not set; set it to http://USER:PASSWORD@HOST:15672 of an administrator"
            )
        }
        let management = try ManagementClient(url: url)
        try await management.waitUntilReady()
        let passwords = try Passwords.given(
            for: RunningSystem.users, in: environment, warn: Terminal.warn)
        let differences = try await management.apply(
            Topology(.shop, virtualHost: vhost), passwords: passwords)
        guard differences.isEmpty else {
            throw CommandFailure(
                .failed,
                "the broker does not hold all of it:\n"
                    + differences.map { "  \($0)" }.joined(separator: "\n"))
        }
        Terminal.output.line("\(management) holds the topology")
    }
}
