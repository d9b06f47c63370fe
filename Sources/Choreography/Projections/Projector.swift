import Foundation
public import GRDB
public import Logging
public import Metrics
import Synchronization

/// Keeps a participant's projections up to date.
///
/// Asynchronously, right after the commit that recorded a fact: so an error in a read model holds up no event,
/// a reaction's transaction stays as short as its decision, and catching up, rebuilding and following are one
/// and the same path. Commits ring a bell; nothing is polled. Each batch of facts is a transaction of its
/// own, and holds the projections' positions too.
public actor Projector {
    /// `choreography.projection.lag`: a gauge of how many facts a projection is behind, with the dimension
    /// `projection`.
    public static let lagLabel = "choreography.projection.lag"

    let projections: [any Projection]
    let database: any DatabaseWriter
    private let batch: Int
    private let clock: any WorkerClock
    let logger: Logger
    private let gauges: [String: Gauge]
    private let bell = Doorbell()
    private let observer: CommitObserver
    private let listeners = Mutex<[@Sendable (_ projection: String) -> Void]>([])
    var troubles: [String: Trouble] = [:]
    private var alarm: Task<Void, Never>?
    private var rebuilding: Task<Void, Never>?
    var isFinished = false
    var rebuilds = RebuildLog()
    /// Those of ``startRebuild(_:)``.
    var started: [String: Task<Void, Never>] = [:]

    /// Commits that come so close together share a transaction here, and with it an fsync.
    private static let gathering = Duration.milliseconds(20)

    /// Why a projection is left alone for a while.
    struct Trouble {
        var failures: Int
        var until: Date
        var reason: String
    }

    /// - Parameters:
    ///   - batch: how many facts go into one transaction at most, and keep other writers waiting.
    ///   - metrics: default: the factory that `MetricsSystem` has at this moment.
    public init(
        _ projections: [any Projection], in database: any DatabaseWriter, batch: Int = 250,
        clock: any WorkerClock = SystemClock(), metrics: (any MetricsFactory)? = nil, logger: Logger
    ) {
        self.projections = projections
        self.database = database
        self.batch = max(1, batch)
        self.clock = clock
        self.logger = logger
        let factory = metrics ?? MetricsSystem.factory
        gauges = Dictionary(
            projections.map {
                (
                    $0.name,
                    Gauge(label: Self.lagLabel, dimensions: [("projection", $0.name)], factory: factory)
                )
            }
        ) { first, _ in first }
        observer = CommitObserver(ringing: bell)
        if !projections.isEmpty { database.add(transactionObserver: observer) }
    }

    /// Rebuilds what is of another version than the code, and follows the facts, until ``finish()`` or
    /// cancellation. Run it once.
    public func run() async {
        guard !projections.isEmpty else { return }
        rebuilding = Task { await rebuildOutdated() }
        bell.ring()
        while await bell.isRung() {
            do {
                try await Task.sleep(for: Self.gathering)
            } catch {
                break
            }
            guard !isFinished else { break }
            await follow()
        }
        finish()
        await rebuilding?.value
        for task in started.values { await task.value }
    }

    /// Has `body` called with the name of a projection whenever it has taken in facts or was rebuilt, after the
    /// commit: what was kept of its answers is old. For as long as the projector lives.
    public nonisolated func onChange(_ body: @escaping @Sendable (_ projection: String) -> Void) {
        listeners.withLock { $0.append(body) }
    }

    private nonisolated func hasChanged(_ projections: some Collection<String>) {
        let listeners = listeners.withLock { $0 }
        for projection in projections { for listener in listeners { listener(projection) } }
    }

    /// Lets ``run()`` end after the transaction in hand; what is left is for the next start.
    public func finish() {
        isFinished = true
        alarm?.cancel()
        rebuilding?.cancel()
        for task in started.values { task.cancel() }
        bell.finish()
    }

    /// How many facts each projection is behind.
    public var lag: [String: Int64] {
        get async throws {
            try await database.read { [projections] db in
                let head = try EventStore().head(in: db)
                return try projections.reduce(into: [:]) { lag, projection in
                    // Positions count the facts: none is ever deleted.
                    lag[projection.name] =
                        head - (try ProjectionLedger.entry(of: projection, in: db)?.position ?? 0)
                }
            }
        }
    }

    /// Rebuilds one projection while the others and the worker go on: ``ProjectionRebuild``.
    ///
    /// - Throws: ``UnknownProjection``, ``AlreadyRebuilding``, and as ``ProjectionRebuild/run(_:in:batch:clock:progress:)`` does.
    @discardableResult
    public func rebuild(
        _ name: String, progress: @Sendable (ProjectionRebuild.Progress) async throws -> Void = { _ in }
    ) async throws -> ProjectionRebuild.Progress {
        try await carryOut(try enlist(name), progress: progress)
    }

    /// Rebuilds what was enlisted, and takes note of how it goes.
    @discardableResult
    func carryOut(
        _ projection: any Projection,
        progress: @Sendable (ProjectionRebuild.Progress) async throws -> Void = { _ in }
    ) async throws -> ProjectionRebuild.Progress {
        let name = projection.name
        do {
            let reached = try await ProjectionRebuild.run(
                projection, in: database, batch: batch, clock: clock
            ) { reached in
                await self.note(reached)
                try await progress(reached)
            }
            troubles[name] = nil
            hasChanged([name])
            bell.ring()
            return reached
        } catch {
            rebuilds.fail(name, error)
            throw error
        }
    }

    private func note(_ reached: ProjectionRebuild.Progress) { rebuilds.note(reached) }

    /// Takes in all that was recorded by now, for those that are of the code's version and not in trouble.
    ///
    /// - Throws: a database error that concerns all of them; a trouble of one is logged and tried again later.
    public func catchUp() async throws {
        var hasMore = true
        while hasMore, !isFinished {
            let now = clock.now()
            let able = projections.filter { troubles[$0.name].map { $0.until <= now } ?? true }
            let step = CatchUpStep(projections: able, batch: batch, now: now)
            let result = try await database.write { try step.run(in: $0) }
            note(result, of: able)
            hasChanged(result.changed)
            hasMore = result.hasMore
            await Task.yield()
        }
        for (name, lag) in try await lag { gauges[name]?.record(lag) }
    }

    private func follow() async {
        do {
            try await catchUp()
        } catch {
            guard !isFinished, !Task.isCancelled else { return }
            logger.error("the projections cannot be brought up to date", metadata: ["error": "\(error)"])
            wake(after: .seconds(1))
        }
    }

    private func note(_ result: CatchUpStep.Result, of projections: [any Projection]) {
        for projection in projections {
            guard let error = result.failures[projection.name] else {
                troubles[projection.name] = nil
                continue
            }
            let failures = (troubles[projection.name]?.failures ?? 0) + 1
            let delay = RetryPolicy.reconnect.delay(after: failures)
            troubles[projection.name] = Trouble(
                failures: failures, until: clock.now() + delay / .seconds(1), reason: error)
            logger.error(
                "a projection cannot take in a fact; it waits and will try again",
                metadata: ["projection": "\(projection.name)", "error": "\(error)"])
            wake(after: delay)
        }
    }

    private func wake(after delay: Duration) {
        alarm?.cancel()
        alarm = Task { [clock, bell] in
            await clock.pause(delay)
            if !Task.isCancelled { bell.ring() }
        }
    }

    private func rebuildOutdated() async {
        for projection in projections {
            var failures = 0
            while !isFinished, !Task.isCancelled {
                do {
                    let isCurrent = try await database.read { db in
                        try ProjectionLedger.entry(of: projection, in: db)?.version == projection.version
                    }
                    if isCurrent { break }
                    logger.info("rebuilding a projection", metadata: ["projection": "\(projection.name)"])
                    try await rebuild(projection.name)
                } catch {
                    if isFinished || Task.isCancelled { return }
                    failures += 1
                    logger.error(
                        "a projection cannot be rebuilt",
                        metadata: ["projection": "\(projection.name)", "error": "\(error)"])
                    await clock.pause(RetryPolicy.reconnect.delay(after: failures))
                }
            }
        }
    }
}
