import ArgumentParser
import Choreography
import Foundation
import RabbitMQManagement
import ShopSystem

/// `choreo topology apply`
struct TopologyApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Makes a broker hold the topology, and checks what took effect.",
        discussion: """
            May be repeated at any time: queues keep their messages, connections stay. Bindings of our queues \
            that the score no longer has are removed; nothing else is deleted.

            The broker is that of the shop which runs here, or one that is named. CHOREO_MANAGEMENT_URL may hold \
            the administrator's password, as in http://admin:secret@localhost:15672. Users get the passwords in \
            CHOREO_PASSWORD_<USER>; the others keep what they have, and cannot log in when they are new.

            EXAMPLES
              choreo topology apply
              CHOREO_MANAGEMENT_URL=http://admin:secret@localhost:15672 choreo topology apply

            EXIT CODES
              0   the broker holds the topology
              1   it does not hold all of it; the message says what, and how to mend it
              69  the broker cannot be reached, or refuses
            """)

    @OptionGroup var management: ManagementOptions
    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let passwords = try Passwords.given(
            for: RunningSystem.users, in: ProcessInfo.processInfo.environment, warn: Terminal.warn)
        let (client, topology) = try management.open()
        try await client.waitUntilReady()
        let differences = try await client.apply(topology, passwords: passwords)
        guard differences.isEmpty else {
            throw CommandFailure(
                .failed,
                "the broker does not hold all of it:\n" + TopologyDiffReport(differences).text(on: .error))
        }
        Terminal.output.line("\(client) holds the topology")
    }
}
