import Foundation
import Glibc
import Logging
import Subprocess

/// One worker: its process, its log, and a new process when it dies.
///
/// The process has a group of its own, so that a Ctrl-C on the terminal reaches us alone.
actor WorkerProcess {
    struct Launch: Sendable {
        let name: String
        /// The folder of the executable, which has the worker's name.
        let folder: String
        let environment: [String: String]
        let announcement: String
    }

    /// Longer than the time that a worker itself takes to drain.
    static let grace = Duration.seconds(15)

    nonisolated let launch: Launch
    private let book: LogBook
    private let ledger: ProcessLedger
    private let notify: @Sendable (SystemNotice) -> Void
    private var process: ProcessIdentity?
    private var starts = 0
    private var isReady = false
    private var isStopping = false
    private var isRestarting = false
    private var loop: Task<Void, Never>?
    /// The wait before the next start, which alone is cut short by ``stop()``.
    private var pause: Task<Void, Never>?

    init(
        _ launch: Launch, book: LogBook, ledger: ProcessLedger,
        notify: @escaping @Sendable (SystemNotice) -> Void
    ) {
        self.launch = launch
        self.book = book
        self.ledger = ledger
        self.notify = notify
    }

    var state: WorkerState {
        WorkerState(
            pid: process?.pid, http: announcement?.http, starts: starts, isReady: isReady && process != nil)
    }

    /// Starts it, and again whenever it ends, until ``stop()``.
    func start() {
        guard loop == nil else { return }
        loop = Task { await keepRunning() }
    }

    /// Ends it for good: asks first, then insists.
    func stop() async {
        isStopping = true
        pause?.cancel()
        await process?.end(grace: Self.grace)
        await loop?.value
        loop = nil
        unlink(launch.announcement)
    }

    /// Asks it to end and starts it anew, without backoff.
    func restart() async {
        isRestarting = true
        await process?.end(grace: Self.grace)
    }

    /// Sends a signal to the process, if there is one.
    func send(_ signal: Int32) { process?.send(signal) }

    private func keepRunning() async {
        var backoff = Backoff()
        while !isStopping {
            let start = ContinuousClock.now
            let how = await runOnce()
            process = nil
            isReady = false
            await ledger.record(nil, as: launch.name)
            guard !isStopping else { return }
            if isRestarting {
                isRestarting = false
                continue
            }
            let wait = backoff.wait(afterRunOf: ContinuousClock.now - start)
            notify(.workerDied(launch.name, how: how, restartIn: wait))
            let pause = Task<Void, Never> { try? await Task.sleep(for: wait) }
            self.pause = pause
            await pause.value
        }
    }

    /// Runs the process to its end; tells how it ended.
    private func runOnce() async -> String {
        unlink(launch.announcement)
        var options = PlatformOptions()
        options.processGroupID = 0
        // Found by its name, so its folder has to come first.
        var environment = launch.environment
        environment["PATH"] = "\(launch.folder):\(environment["PATH"] ?? "/usr/bin:/bin")"
        let variables = environment.map { (Environment.Key(stringLiteral: $0.key), $0.value) }
        do {
            let result = try await Subprocess.run(
                .name(launch.name), arguments: ["--announce", launch.announcement],
                environment: .custom(Dictionary(uniqueKeysWithValues: variables)), platformOptions: options,
                input: .none, output: .sequence, error: .combinedWithOutput
            ) { execution in
                await self.hasStarted(execution.processIdentifier.value)
                async let readiness: Void = self.watchReadiness()
                for try await line in execution.standardOutput.strings() {
                    book.append(line, from: launch.name)
                }
                _ = await readiness
            }
            return "\(result.terminationStatus)"
        } catch {
            return "\(launch.folder)/\(launch.name) could not be run: \(error)"
        }
    }

    private func hasStarted(_ pid: Int32) async {
        starts += 1
        process = ProcessIdentity.of(pid)
        await ledger.record(process, as: launch.name)
        notify(.workerStarted(launch.name, pid: pid))
        // Somebody may have asked for the end while there was no process to tell.
        if isStopping, let process { Task { await process.end(grace: Self.grace) } }
    }

    private var announcement: WorkerAnnouncement? {
        guard let process, let found = WorkerAnnouncement.read(launch.announcement), found.pid == process.pid
        else { return nil }
        return found
    }

    private func watchReadiness() async {
        while let process, process.isRunning {
            if let http = announcement?.http, await HealthDoor.isReady(at: http) {
                isReady = true
                notify(.workerReady(launch.name))
                return
            }
            try? await Task.sleep(for: .milliseconds(25))
        }
    }
}
