import Choreography
import ChoreographyTesting
import Foundation
import Glibc
public import Logging
import RabbitMQ
import RabbitMQManagement
import ShopEvents

/// The whole shop: a broker with the topology, and the five workers as processes of their own.
///
/// One at a time in a directory. What an earlier owner that was killed left running is ended first.
public actor RunningSystem {
    /// The five participants, in the order of the score.
    public static let workers = Score.shop.parts.map(\.name)
    /// Everybody that may log in to the broker.
    public static let users = workers + Score.shop.outside.map(\.name) + [Topology.operatorUser]
    /// The administrator of a broker of our own.
    public static let administrator = "administrator"

    /// What was asked for.
    public nonisolated let configuration: SystemConfiguration
    /// What the workers wrote.
    public nonisolated let logs: LogBook
    nonisolated let logger: Logger
    nonisolated let notify: @Sendable (SystemNotice) -> Void

    private var lock: DirectoryLock?
    private let ledger: ProcessLedger
    private(set) var ownBroker: PrivateBroker?
    private var knownAccess: BrokerAccess?
    private var processes: [String: WorkerProcess] = [:]
    private var isStopping = false
    private var written: RunRecord?
    var publishers: [String: (connection: Connection, publisher: Publisher)] = [:]

    /// A shop that is not running yet.
    ///
    /// - Parameter onLog: called with each line that a worker writes.
    /// - Parameter onNotice: called with what happens to the system.
    public init(
        _ configuration: SystemConfiguration, logger: Logger,
        onLog: @escaping @Sendable (LogLine) -> Void = { _ in },
        onNotice: @escaping @Sendable (SystemNotice) -> Void = { _ in }
    ) {
        self.configuration = configuration.absolute
        self.logger = logger
        notify = onNotice
        logs = LogBook(sink: onLog)
        ledger = ProcessLedger(directory: configuration.absolute.directory)
    }

    /// Starts broker and workers; returns when every worker consumes and publishes.
    ///
    /// - Parameters:
    ///   - timeout: how long the workers may take to get ready, after the broker is there.
    ///   - detours: called once the broker is there; the ports on its host that workers are to connect to in
    ///     place of its own, by worker. A proxy may listen there.
    /// - Throws: ``SystemError`` and the errors of broker and management; what was started is stopped then.
    public func start(
        timeout: Duration = .seconds(60),
        detours: @Sendable (BrokerAccess) async throws -> [String: Int] = { _ in [:] }
    ) async throws {
        try checkExecutables()
        try SmallFile.makeFolder(configuration.directory)
        lock = try DirectoryLock(directory: configuration.directory)
        unlink(RunRecord.path(in: configuration.directory))
        let leftovers = await ledger.endLeftovers()
        await brokerFiles.waitForWatcher()
        if !leftovers.isEmpty { notify(.endedLeftovers(leftovers)) }
        do {
            let access = try await startBroker()
            knownAccess = access
            try await startWorkers(timeout: timeout, detours: try await detours(access))
            try await writeRecord()
            notify(.ready)
        } catch {
            await stop()
            throw error
        }
    }

    /// Stops the workers, then the broker if it is ours. No process is left behind; may be called twice.
    public func stop() async {
        unlink(RunRecord.path(in: configuration.directory))
        isStopping = true
        await closePublishers()
        let stopping = processes.values
        if !stopping.isEmpty { notify(.progress("stopping the workers")) }
        await withTaskGroup(of: Void.self) { group in
            for process in stopping { group.addTask { await process.stop() } }
        }
        processes = [:]
        if let ownBroker {
            notify(.progress("stopping the broker"))
            await ownBroker.stop()
        }
        ownBroker = nil
        await ledger.clear()
        knownAccess = nil
        written = nil
        isStopping = false
        lock = nil
    }

    /// Where the broker is and as whom one may log in.
    ///
    /// - Throws: ``SystemError`` when the shop does not run.
    public var access: BrokerAccess {
        get throws {
            guard let knownAccess else { throw SystemError(.notRunning, "the shop has not been started") }
            return knownAccess
        }
    }

    /// The workers as they are at the moment.
    public var states: [String: WorkerState] {
        get async {
            var states: [String: WorkerState] = [:]
            for (name, process) in processes { states[name] = await process.state }
            return states
        }
    }

    func process(of worker: String) throws -> WorkerProcess {
        guard let process = processes[worker] else {
            throw SystemError(.notRunning, "no worker \(worker) runs here; there are \(Self.workers)")
        }
        return process
    }

    private nonisolated var brokerFiles: BrokerPidFiles {
        BrokerPidFiles(folder: configuration.brokerFolder)
    }

    private func startBroker() async throws -> BrokerAccess {
        let starter = BrokerStarter(configuration: configuration, logger: logger, notify: notify)
        switch configuration.broker {
        case .existing(let administrator, let managementURL):
            return try await starter.prepare(administrator, managementURL: managementURL)
        case .ours: return try await startOwnBroker(starter, overTLS: false)
        case .oursOverTLS: return try await startOwnBroker(starter, overTLS: true)
        }
    }

    private func startOwnBroker(_ starter: BrokerStarter, overTLS: Bool) async throws -> BrokerAccess {
        let started = try await starter.startOwn(overTLS: overTLS)
        ownBroker = started.broker
        // Another process ends it when we die; should that fail, the next start does.
        for (name, process) in brokerFiles.processes { await ledger.record(process, as: name) }
        return try await starter.prepare(
            started.administrator, managementURL: started.managementURL, certificates: started.certificates)
    }

    private func startWorkers(timeout: Duration, detours: [String: Int]) async throws {
        notify(.progress("starting the workers"))
        let environment = WorkerEnvironment(
            configuration: configuration, access: try access,
            inherited: ProcessInfo.processInfo.environment, detours: detours)
        for worker in Self.workers {
            let folder = configuration.dataFolder(of: worker)
            try SmallFile.makeFolder(folder)
            let launch = WorkerProcess.Launch(
                name: worker, folder: configuration.executables,
                environment: environment.variables(for: worker), announcement: "\(folder)/announcement.json")
            let process = WorkerProcess(launch, book: logs, ledger: ledger) { [weak self] notice in
                self?.hear(notice)
            }
            processes[worker] = process
            await process.start()
        }
        try await waitUntilReady(timeout: timeout)
    }

    private func checkExecutables() throws(SystemError) {
        for worker in Self.workers {
            let path = "\(configuration.executables)/\(worker)"
            guard Glibc.access(path, X_OK) == 0 else {
                throw SystemError(
                    .executableMissing,
                    "\(path) is missing: build the workers with `swift build`, or run ./choreo, which does")
            }
        }
    }

    /// A worker that was started anew has another process and another door.
    private nonisolated func hear(_ notice: SystemNotice) {
        notify(notice)
        if case .workerReady = notice { Task { try await writeRecord() } }
    }

    private func writeRecord() async throws {
        var entries: [String: RunRecord.Worker] = [:]
        for (name, state) in await states {
            guard state.isReady, let pid = state.pid, let http = state.http else { return }
            entries[name] = RunRecord.Worker(pid: pid, data: configuration.dataFolder(of: name), http: http)
        }
        guard let access = knownAccess, entries.count == Self.workers.count, !isStopping else { return }
        let record = RunRecord(
            amqp: access.urls, management: access.managementURL, workers: entries,
            tls: access.recordedTLS)
        guard record != written else { return }
        written = record
        try record.write(in: configuration.directory)
    }
}
