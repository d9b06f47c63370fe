import CSQLite
public import Choreography
import Glibc
public import Logging
import NIOCore

/// Turns a ``Choreography/Participant`` into a well-behaved program: settings, help, logs, broker connection,
/// health over HTTP, an orderly end on SIGTERM and SIGINT, exit codes that tell what was wrong.
///
/// ```swift
/// @main struct PaymentWorker {
///     static func main() async {
///         await WorkerApplication.run("payment", in: .shop, about: "takes the money", httpPort: 8082) { _, _ in
///             PaymentParticipant(gateway: SimulatedGateway())
///         }
///     }
/// }
/// ```
public enum WorkerApplication {
    /// What `--version` tells.
    public static let version = "0.1.0"

    /// Runs until the process is asked to end, then exits.
    ///
    /// - Parameters:
    ///   - name: The participant's name in the score: its queue, its broker user, its database.
    ///   - score: The choreography; its name is the broker's virtual host.
    ///   - about: What it does, in a few words for the help text.
    ///   - httpPort: The port of the HTTP door when nobody sets another.
    ///   - settings: What only this participant can be told; the common settings come along by themselves.
    ///   - examples: Command lines for the help text, besides the common ones.
    ///   - routes: What the HTTP door answers besides `/health/live`, `/health/ready`, `/metrics` and
    ///     `/openapi.json`, and `/projections` where the participant has any.
    ///   - gauges: What `/metrics` tells besides what every worker does.
    ///   - participant: Makes the participant from the settings in force; may throw ``WrongSetting``.
    public static func run(
        _ name: String, in score: Score, about: String, httpPort: Int,
        settings: [any SettingDeclaration] = [], examples: [String] = [],
        routes: @escaping @Sendable (WorkerContext) throws -> [Endpoint] = { _ in [] },
        gauges: @escaping @Sendable (WorkerContext) throws -> [ScrapedGauge] = { _ in [] },
        participant: @escaping @Sendable (Settings, Logger) throws -> any Participant
    ) async -> Never {
        // A reader of our logs or a mail server that goes away must not take us along.
        signal(SIGPIPE, SIG_IGN)
        // Nobody asks; counting would lock and unlock a mutex at each piece of memory that SQLite takes or gives back.
        choreography_sqlite_without_memory_statistics()
        // One is plenty for a few health checks; must be said before anything uses it.
        NIOSingletons.groupLoopCountSuggestion = 1
        let program = WorkerProgram(
            name: name, score: score, about: about, httpPort: httpPort, settings: settings, examples: examples
        )
        switch program.read(Array(CommandLine.arguments.dropFirst()), environment: ThisProcess.environment) {
        case .print(let text):
            print(text)
            exit(ExitCode.success.rawValue)
        case .refuse(let problems):
            fail(name, problems)
        case .run(let settings):
            do {
                try await program.run(settings, routes: routes, gauges: gauges, participant: participant)
                exit(ExitCode.success.rawValue)
            } catch  where program.logsJSON(settings) {
                // Whoever reads these lines must not stumble over one that is no JSON.
                let code = ExitCode(for: error)
                Logger(label: name).critical(
                    "\(error)",
                    metadata: ["event": "worker.failed", "exit.code": .stringConvertible(code.rawValue)])
                exit(code.rawValue)
            } catch {
                fail(name, error)
            }
        }
    }

    private static func fail(_ name: String, _ error: any Error) -> Never {
        let hint = error is SettingsProblems ? "`\(name) --help` explains every setting.\n" : ""
        let lines = "\(error)".split(separator: "\n").map {
            $0.hasPrefix(" ") ? "\($0)\n" : "\(name): \($0)\n"
        }
        StandardError.write(lines.joined() + hint)
        exit(ExitCode(for: error).rawValue)
    }
}
