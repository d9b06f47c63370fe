public import GRDB
public import Logging
public import Metrics
public import RabbitMQ
public import ServiceLifecycle

/// Builds a ``HistoryProjection`` from the stream `history` and keeps it up to date.
///
/// A `Service`: it runs until graceful shutdown or cancellation, and goes on at the next start where it was.
/// What ``HistoryProjection/apply(_:to:)`` wrote, the place in the stream and the message id are committed
/// together and acknowledged afterwards, so each event goes in once, whatever ends the process. Broker away:
/// it connects again for ever.
///
/// The stream is bounded by size and age: what retention has removed before it was read can never go in. That
/// is logged as an error and stays in ``HistoryStatus/gaps``.
public actor HistoryFollower: Service {
    /// `choreography.history.lag`: a gauge of how many places the read model is behind, with the dimension
    /// `projection`.
    public static let lagLabel = "choreography.history.lag"

    let file: HistoryFile
    let connection: ConnectionConfiguration
    let screen: HistoryScreen
    let configuration: HistoryConfiguration
    let clock: any WorkerClock
    let points: CrashPoints
    let logger: Logger
    private let gauge: Gauge

    var build: HistoryBuild
    var gaps: [HistoryGap]
    var figures = HistoryFigures()
    var complaints = Complaints()
    var isFollowing = false
    /// Why the next event does not go in.
    var trouble: String?
    var head: Int64? { didSet { recordLag() } }

    /// Opens or creates the file.
    ///
    /// - Parameters:
    ///   - path: of the SQLite file, which is the read model's own; one process at a time.
    ///   - broker: as a user that may read the stream, which is the operator.
    ///   - score: who may say what; with nil every sender is believed.
    ///   - metrics: default: the factory that `MetricsSystem` has at this moment.
    /// - Throws: ``StoreError`` when the file is in use, damaged, not accessible, or another read model's.
    public init(
        _ projection: any HistoryProjection, path: String, broker: ConnectionConfiguration, score: Score?,
        configuration: HistoryConfiguration = HistoryConfiguration(),
        clock: any WorkerClock = SystemClock(), metrics: (any MetricsFactory)? = nil, logger: Logger
    ) throws(StoreError) {
        try self.init(
            projection, path: path, broker: broker, score: score, configuration: configuration, clock: clock,
            metrics: metrics, points: .none, logger: logger)
    }

    /// As above; `points` tells each step of each event.
    package init(
        _ projection: any HistoryProjection, path: String, broker: ConnectionConfiguration, score: Score?,
        configuration: HistoryConfiguration = HistoryConfiguration(),
        clock: any WorkerClock = SystemClock(), metrics: (any MetricsFactory)? = nil, points: CrashPoints,
        logger: Logger
    ) throws(StoreError) {
        file = try HistoryFile(projection, path: path)
        (build, gaps) = try file.open()
        connection = broker
        screen = HistoryScreen(score: score, maximumBodyBytes: configuration.maximumBodyBytes)
        self.configuration = configuration
        self.clock = clock
        self.points = points
        var logger = logger
        logger[metadataKey: "projection"] = "\(projection.name)"
        self.logger = logger
        gauge = Gauge(
            label: Self.lagLabel, dimensions: [("projection", projection.name)],
            factory: metrics ?? MetricsSystem.factory)
    }

    /// Follows the stream until graceful shutdown or cancellation, then closes the file. Run it once.
    ///
    /// - Throws: ``HistoryReplaced`` when the stream is not the one that the read model was built from,
    ///   ``StoreError`` when the file turns out to be damaged.
    public func run() async throws {
        if let target = build.target {
            logger.info("building the read model anew", metadata: ["history.target": "\(target)"])
        }
        do {
            try await cancelWhenGracefulShutdown { try await self.followForEver() }
        } catch {
            await close()
            throw error
        }
        await close()
    }

    /// How it is at this moment.
    public var status: HistoryStatus {
        HistoryStatus(
            isFollowing: isFollowing, position: build.position, head: head, rebuildsUntil: build.target,
            gaps: gaps, figures: figures, trouble: trouble ?? (isFollowing ? nil : complaints.last))
    }

    /// Asks the read model; the tables have their plain names, and while it is built anew they are the old
    /// ones.
    ///
    /// - Throws: what `body` throws, a database error; any error once ``run()`` has ended.
    public nonisolated func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        try await file.database.read(body)
    }

    func recordLag() {
        if let lag = status.lag { gauge.record(lag) }
    }

    private func close() async {
        isFollowing = false
        do {
            try await file.close()
        } catch {
            logger.warning("the file was not closed cleanly", metadata: ["error": "\(error)"])
        }
    }
}
