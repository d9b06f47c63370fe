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
        let link: SeverableBroker
        let running: Task<Void, any Error>
        let path: String
        let number: Int
    }

    /// Carries what the workers say.
    public nonisolated let broker: InMemoryBroker
    private let score: Score
    private let folder: URL
    private let clock: any WorkerClock
    private let configuration: WorkerConfiguration
    private let make: @Sendable (String) throws -> any Participant
    private let plan: Plan
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
        self.score = score
        self.folder = folder
        self.configuration = configuration
        self.clock = clock
        self.plan = plan
        make = participant
        broker = InMemoryBroker(topology: Topology(score))
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
        for life in lives.values { life.running.cancel() }
        for life in lives.values { _ = await life.running.result }
        lives = [:]
    }

    /// Whether nothing moves: no message waits or is in hand, nothing said is unconfirmed, nobody is dead.
    public func isAtRest() async throws -> Bool {
        for restart in restarts { try await restart.value }
        let before = await broker.history.count
        // In this order: what leaves a queue is in an outbox first, and counts in the history after that.
        for _ in 1...2 {
            for life in lives.values {
                let health = await life.worker.health
                guard health.isReady, health.outboxDepth == 0, !life.link.isSevered else { return false }
            }
            for part in score.parts where await broker.depth(of: part.name) > 0 { return false }
        }
        return await broker.history.count == before
    }

    /// The database that the participant has in its present life.
    public func database(of participant: String) -> String? { lives[participant]?.path }

    private func start(_ name: String, life number: Int) throws {
        let participant = try make(name)
        let path = Self.path(of: name, life: number, in: folder)
        try FileManager.default.createDirectory(
            at: URL(filePath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
        let link = SeverableBroker(broker)
        let hasDied = Mutex(false)
        let points = CrashPoints { [plan, folder, weak self] occasion in
            let diesNow = hasDied.withLock { hasDied in
                guard !hasDied, plan(name, occasion) else { return false }
                hasDied = true
                return true
            }
            guard diesNow else { return }
            link.sever()
            let copying = Result {
                try Self.copy(path, to: Self.path(of: name, life: number + 1, in: folder))
            }
            Task { await self?.bury(name, at: occasion, copying) }
        }
        let worker = try Worker(
            participant, score: score, broker: link,
            store: try Store.open(path: path, participant: participant),
            configuration: configuration, clock: clock, points: points,
            logger: Logger(label: name) { _ in SwiftLogNoOpLogHandler() })
        let running = Task { try await worker.run() }
        lives[name] = Life(worker: worker, link: link, running: running, path: path, number: number)
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
                try self.start(name, life: life.number + 1)
            })
    }

    private static func path(of name: String, life: Int, in folder: URL) -> String {
        folder.appending(path: "\(name)/\(life)/\(name).sqlite").path
    }

    /// What is committed, and a lock file as a killed process leaves it.
    private static func copy(_ path: String, to copy: String) throws {
        try FileManager.default.createDirectory(
            at: URL(filePath: copy).deletingLastPathComponent(), withIntermediateDirectories: true)
        var configuration = Configuration()
        configuration.readonly = true
        let database = try DatabaseQueue(path: path, configuration: configuration)
        try database.inDatabase { db in try db.execute(sql: "VACUUM INTO ?", arguments: [copy]) }
        try database.close()
        try Data("died\n".utf8).write(to: URL(filePath: copy + ".lock"))
    }
}
