internal import Foundation
internal import Glibc
internal import Subprocess
internal import Synchronization

/// A process that a private broker consists of, in a process group of its own so that Ctrl-C in a terminal
/// does not end it before we do.
final class PrivateBrokerProcess: Sendable {
    let processIdentifier: Int32
    private let end: ProcessEnd
    private let input: AsyncStream<Never>.Continuation

    /// Whether the process is gone, which its reaping task notes.
    private final class ProcessEnd: Sendable {
        let hasEnded = Mutex(false)
    }

    private init(_ processIdentifier: Int32, _ end: ProcessEnd, _ input: AsyncStream<Never>.Continuation) {
        self.processIdentifier = processIdentifier
        self.end = end
        self.input = input
    }

    var hasEnded: Bool { end.hasEnded.withLock { $0 } }

    /// Sends a signal, unless the process is gone: its number may belong to another by then.
    func send(_ signal: Int32) {
        end.hasEnded.withLock { hasEnded in
            if !hasEnded { _ = Glibc.kill(processIdentifier, signal) }
        }
    }

    /// Tells a process that reads from us to end.
    func release() async { input.finish() }

    /// Waits for the end; `false` if it takes too long.
    func waitForEnd(_ time: Duration) async -> Bool {
        let deadline = ContinuousClock.now + time
        while !hasEnded, ContinuousClock.now < deadline {
            // Also in a cancelled task, where sleeping returns at once, this must not spin.
            await Task { try? await Task.sleep(for: .milliseconds(20)) }.value
        }
        return hasEnded
    }

    /// Waits until every thread has stopped: those that are just running go on until the signal reaches them.
    func waitForStandstill(_ time: Duration) async {
        let deadline = ContinuousClock.now + time
        while !hasEnded, !standsStill, ContinuousClock.now < deadline {
            await Task { try? await Task.sleep(for: .milliseconds(1)) }.value
        }
    }

    private var standsStill: Bool {
        let threads = "/proc/\(processIdentifier)/task"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: threads)) ?? []
        return names.allSatisfy { name in
            // A thread that has ended in the meantime has stopped, too.
            guard let text = try? String(contentsOfFile: "\(threads)/\(name)/stat", encoding: .utf8) else {
                return true
            }
            // The state follows the name, which is in parentheses and may have any in it (proc(5)).
            return text[(text.lastIndex(of: ")") ?? text.startIndex)...].dropFirst(2).first == "T"
        }
    }

    /// Starts a command in the folder, with what it prints appended to `output.log` there.
    ///
    /// - Parameter holdsInput: Whether the process reads from a pipe that closes when this process dies.
    static func start(
        _ command: [String], in folder: PrivateBrokerFolder, holdsInput: Bool = false
    ) async throws -> PrivateBrokerProcess {
        let end = ProcessEnd()
        let (started, start) = AsyncThrowingStream<Int32, any Error>.makeStream()
        let (held, input) = AsyncStream<Never>.makeStream()
        // Reaps the process, however long it lives: nobody waits for this task.
        Task.detached {
            do {
                if holdsInput {
                    _ = try await run(
                        configuration(command, folder), input: .inputWriter, output: .discarded,
                        error: .discarded
                    ) { execution in
                        start.yield(execution.processIdentifier.value)
                        for await _ in held {}
                        _ = try? await execution.standardInputWriter.write("released\n")
                        try? await execution.standardInputWriter.finish()
                    }
                } else {
                    _ = try await run(
                        configuration(command, folder), input: .none, output: .discarded, error: .discarded
                    ) { execution in
                        _ = start.yield(execution.processIdentifier.value)
                    }
                }
                end.hasEnded.withLock { $0 = true }
                start.finish()
            } catch {
                end.hasEnded.withLock { $0 = true }
                start.finish(throwing: error)
            }
        }
        for try await process in started { return PrivateBrokerProcess(process, end, input) }
        throw PrivateBrokerError("\(command[0]) could not be started")
    }

    /// Runs a command to its end; what it printed.
    static func output(of command: [String], in folder: PrivateBrokerFolder) async throws -> String {
        let result = try await run(
            configuration(command, folder, log: nil), input: .none, output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 16))
        guard case .exited(0) = result.terminationStatus else {
            throw PrivateBrokerError(
                "\(command.joined(separator: " ")) failed: \(result.standardError)\(result.standardOutput)")
        }
        return result.standardOutput
    }

    private static func configuration(
        _ command: [String], _ folder: PrivateBrokerFolder, log: String? = "output.log"
    ) -> Configuration {
        var options = PlatformOptions()
        options.processGroupID = 0
        let redirection = log.map { " >>'\($0)' 2>&1" } ?? ""
        let environment = folder.environment.map { (Environment.Key(rawValue: $0.key), $0.value) }
        return Configuration(
            executable: .name("sh"),
            arguments: Arguments(
                ["-c", "cd \"$1\" && shift && exec \"$@\"" + redirection, "sh", folder.path] + command),
            environment: .custom(
                Dictionary(environment.compactMap { key, value in key.map { ($0, value) } }) { $1 }),
            platformOptions: options)
    }
}
