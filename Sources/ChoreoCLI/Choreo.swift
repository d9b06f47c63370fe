import ArgumentParser
import Glibc

#if MUTANTS
    import ShopSystem
#endif

/// The command line of the shop.
@main
struct Choreo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "choreo",
        abstract: "Runs and watches a shop whose five workers dance to each other's events.",
        discussion: """
            A first look, in seconds:          choreo demo --in-memory
            The same on a real broker:         choreo demo
            A shop of your own:                choreo up
            Order something, in another terminal:
                                               choreo publish order.requested --set lines[0].quantity=3
            Watch what follows:                choreo tail
            See how everybody is:              choreo status --watch
            See one order's whole story:       choreo trace ORDER
            See what went wrong, and mend it:  choreo dlq list
            Check that every promise was kept: choreo verify
            Try to break one of them:          choreo chaos
            Break the code on purpose:         ./choreo mutants
            See how fast it is:                choreo bench
            Make the read models anew:         choreo rebuild
            See what could be wrong:           choreo doctor
            Compare the broker with the score: choreo topology diff
            Have your shell complete all this: choreo completions bash

            EXIT CODES
              0   done
              1   it ran, and something is not as it must be; the message says what
              64  the command line is wrong
              65  an event does not fit its contract, or a file cannot be understood
              69  no shop runs here, the broker cannot be reached, or it refuses
              75  a shop runs in this directory already, or is not at rest yet
              130 ended by Ctrl-C before it was done

            ENVIRONMENT
              CHOREO_AMQP_URL             a broker to use instead of our own; may hold the password
              CHOREO_PASSWORD_<USER>      the password of a broker user, as in CHOREO_PASSWORD_PAYMENT
              CHOREO_PASSWORD_<USER>_FILE a file that holds it
              CHOREO_CA_CERTIFICATE       who may have signed the certificate of a broker at amqps://
              CHOREO_CLIENT_CERTIFICATE, CHOREO_CLIENT_KEY
                                          what to show a broker that demands a certificate
              CHOREO_MANAGEMENT_URL       the management API of an existing broker; may hold the password
              CHOREO_HTTP_TOKEN, CHOREO_HTTP_TOKEN_FILE
                                          what to show at the HTTP door of a worker that has an HTTP_TOKEN
              CHOREO_SMTP_USER, CHOREO_SMTP_PASSWORD, CHOREO_SMTP_PASSWORD_FILE
                                          who logs in to the mail server of choreo up
              VISUAL, EDITOR              the editor of choreo dlq edit
              NO_COLOR                    no colours, as --no-color
            """,
        version: "0.1.0",
        subcommands: [
            UpCommand.self, DemoCommand.self, PublishCommand.self, TailCommand.self,
            StatusCommand.self, TraceCommand.self, DeadLetterCommand.self, DoctorCommand.self,
            TopologyCommand.self, RebuildCommand.self, VerifyCommand.self, ChaosCommand.self,
            ExploreCommand.self, SimulateCommand.self, MutantsCommand.self, BenchCommand.self,
            CompletionsCommand.self,
        ])

    static func main() async {
        do {
            #if MUTANTS
                if let name = KnownMutant.unknownChoice {
                    throw CommandFailure(
                        .failed, "\(KnownMutant.variable) names no mutant: \(name.onOneLine)")
                }
            #endif
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let error as CommandFailure {
            Terminal.error.write("\(Terminal.error.paint("error:", .red)) \(error.message)\n")
            Glibc.exit(error.code.rawValue)
        } catch is CancellationError {
            Glibc.exit(CommandFailure.Code.interrupted.rawValue)
        } catch {
            if let failure = CommandFailure(error) {
                Terminal.error.write("\(Terminal.error.paint("error:", .red)) \(failure.message)\n")
                Glibc.exit(failure.code.rawValue)
            }
            // Everything of the argument parser: help, version, wrong usage.
            Self.exit(withError: error)
        }
    }
}
