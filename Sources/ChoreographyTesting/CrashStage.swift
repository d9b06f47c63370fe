public import Choreography
public import Foundation
import GRDB
import Logging
import Synchronization

/// Workers in this process, with real databases and a broker in memory, that die at the step where they are
/// told to, and start again from what their disk held at that moment.
///
/// A death is as sudden as a process's: in the same instant nothing reaches the broker any more, and the
/// database is copied as it was committed; the copy is what the next life begins with. What the dead worker
/// still does, it does to nobody.
public actor CrashStage {
    /// One death.
    public struct Death: Sendable, Hashable {
        /// Whose.
        public let participant: String
        /// Where.
        public let occasion: CrashOccasion
    }

    /// Decides whether the worker dies now; called at each step of each of its messages.
    public typealias Plan = @Sendable (_ participant: String, CrashOccasion) -> Bool

    private struct Life {
        let worker: Worker
        let store: Store
        let link: SeverableBroker
        let running: Task<Void, any Error>
        let path: String
        let number: Int
    }

    /// Carries what the workers say.
    public nonisolated let broker: InMemoryBroker
    nonisolated let score: Score
    private let folder: URL
    private let clock: any WorkerClock
    private let configuration: WorkerConfiguration
    private let make: @Sendable (String) throws -> any Participant
    private let plan: Plan
    private let host: StageHost
    private var lives: [String: Life] = [:]
    private var restarts: [Task<Void, any Error>] = []
    /// Every death so far.
    public private(set) var deaths: [Death] = []

    /// - Parameters:
    ///   - folder: for the databases; must exist.
    ///   - plan: who dies where.
    ///   - participant: makes the participant of that name, once for each of its lives; what it shares with
    ///     the one before (a payment provider, say) is what lives outside the process.
    public init(
        _ score: Score, in folder: URL, configuration: WorkerConfiguration = WorkerConfiguration(),
        clock: any WorkerClock = SystemClock(), plan: @escaping Plan,
        participant: @escaping @Sendable (String) throws -> any Participant
    ) {
        self.init(
            score, in: folder, configuration: configuration, clock: clock,
            broker: InMemoryBroker(topology: Topology(score), clock: clock), host: StageHost(), plan: plan,
            participant: participant)
    }

    init(
        _ score: Score, in folder: URL, configuration: WorkerConfiguration, clock: any WorkerClock,
        broker: InMemoryBroker, host: StageHost, plan: @escaping Plan,
        participant: @escaping @Sendable (String) throws -> any Participant
    ) {
        self.score = score
        self.broker = broker
        self.host = host
        self.folder = folder
        self.configuration = configuration
        self.clock = clock
        self.plan = plan
        make = participant
    }

    /// Starts a worker for each part of the score, or for those named; twice is once.
    public func start(_ participants: [String]? = nil) throws {
        for name in participants ?? score.parts.map(\.name) where lives[name] == nil {
            try start(name, life: 1)
        }
    }

    /// Ends all workers, in order.
    public func stop() async throws {
        for restart in restarts { try await restart.value }
        let ending = lives.sorted { $0.key < $1.key }.map(\.value)
        for life in ending { life.running.cancel() }
        for life in ending { _ = await life.running.result }
        lives = [:]
    }

    /// Whether nothing moves: no message waits or is in hand, nothing said is unconfirmed, nothing is to be tried
    /// again, nobody is dead.
    ///
    /// - Parameter patience: how long timers may be away from going off to be waited for, too.
    public func isAtRest(waitingFor patience: Duration = .zero) async throws -> Bool {
        for restart in restarts { try await restart.value }
        let before = await broker.eventCount
        // In this order: what leaves a queue is in an outbox first, and counts in the history after that.
        for _ in 1...2 where try await !moving(waitingFor: patience).isEmpty { return false }
        return await broker.eventCount == before
    }

    /// Who is dead or has something to do, and whose queue is not empty.
    func moving(waitingFor patience: Duration) async throws -> [String] {
        let horizon = clock.now() + patience / .seconds(1)
        var moving: [String] = []
        for (name, life) in lives.sorted(by: { $0.key < $1.key }) {
            do {
                if try await !life.worker.isAtRest(until: horizon) {
                    moving.append("\(name) has something to do")
                }
            } catch {
                // Its database is closed, or will be.
                guard life.link.isSevered else { throw error }
            }
            if life.link.isSevered { moving.append("\(name) is dead") }
        }
        for part in score.parts {
            let depth = await broker.depth(of: part.name)
            if depth > 0 { moving.append("\(depth) messages for \(part.name)") }
        }
        return moving
    }

    /// What waits in the participant's database; nil while it is dead.
    public func backlog(of participant: String) async throws -> WorkerBacklog? {
        guard let life = lives[participant], !life.link.isSevered else { return nil }
        return try await life.worker.backlog
    }

    /// The database that the participant has in its present life.
    public func database(of participant: String) -> String? { lives[participant]?.path }

    /// The databases of the last lives, by participant.
    private(set) var databases: [String: String] = [:]

    /// The store of the present life.
    func store(of participant: String) -> Store? { lives[participant]?.store }

    private func start(_ name: String, life number: Int) throws {
        let participant = try make(name)
        let path = Self.path(of: name, life: number, in: folder)
        try FileManager.default.createDirectory(
            at: URL(filePath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
        let link = SeverableBroker(host.link(broker))
        let hasDied = Mutex(false)
        let points = CrashPoints { [plan, folder, host, weak self] occasion in
            let diesNow = hasDied.withLock { hasDied in
                guard !hasDied, plan(name, occasion) else { return false }
                hasDied = true
                return true
            }
            guard diesNow else { return }
            link.sever()
            let copying = Result {
                let next = Self.path(of: name, life: number + 1, in: folder)
                try FileManager.default.createDirectory(
                    at: URL(filePath: next).deletingLastPathComponent(), withIntermediateDirectories: true)
                try host.copy(path, next)
                // As a killed process leaves it.
                try Data("died\n".utf8).write(to: URL(filePath: next + ".lock"))
            }
            Task { await self?.bury(name, at: occasion, copying) }
        }
        let store = try Store.open(path: path, participant: participant)
        try host.opened(store)
        let worker = try Worker(
            participant, score: score, broker: link, store: store, configuration: configuration, clock: clock,
            points: points, thread: host.makeThread(),
            logger: Logger(label: name) { _ in SwiftLogNoOpLogHandler() })
        let running = Task { try await worker.run() }
        databases[name] = path
        lives[name] = Life(
            worker: worker, store: store, link: link, running: running, path: path, number: number)
    }

    private func bury(_ name: String, at occasion: CrashOccasion, _ copying: Result<Void, any Error>) {
        deaths.append(Death(participant: name, occasion: occasion))
        guard let life = lives[name] else { return }
        restarts.append(
            Task {
                life.running.cancel()
                _ = await life.running.result
                await life.link.close()
                try copying.get()
                try await clock.sleep(until: clock.now() + host.downtime() / .seconds(1))
                try self.start(name, life: life.number + 1)
            })
    }

    private static func path(of name: String, life: Int, in folder: URL) -> String {
        folder.appending(path: "\(name)/\(life)/\(name).sqlite").path
    }
}

/// What the lives of a stage stand on.
struct StageHost: Sendable {
    /// Where a new life runs; nil: on a thread of its own.
    var makeThread: @Sendable () -> (any WorkerThread)? = { nil }
    /// A life's way to the broker.
    var link: @Sendable (InMemoryBroker) -> any Broker = { $0 }
    /// Is told of each new life's database.
    var opened: @Sendable (Store) throws -> Void = { _ in }
    /// Copies what is committed, while the database is in use.
    var copy: @Sendable (_ path: String, _ copy: String) throws -> Void = { path, copy in
        var configuration = Configuration()
        configuration.readonly = true
        let database = try DatabaseQueue(path: path, configuration: configuration)
        try database.inDatabase { db in try db.execute(sql: "VACUUM INTO ?", arguments: [copy]) }
        try database.close()
    }
    /// How long it takes until the dead is started again.
    var downtime: @Sendable () -> Duration = { .zero }
}
