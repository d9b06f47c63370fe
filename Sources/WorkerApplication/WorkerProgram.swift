import Choreography
import Foundation
import Hummingbird
import Logging
import Metrics
import OpenTelemetryExport
import RabbitMQ
import ServiceLifecycle
import Tracing
import UnixSignals

/// One worker as a program: what its words mean, and what runs for how long.
struct WorkerProgram: Sendable {
    let name: String
    let about: String
    let score: Score
    let help: String
    let common: CommonSettings
    let table: SettingsTable

    /// What the command line and the environment ask for.
    enum Request {
        case print(String)
        case refuse(SettingsProblems)
        case run(Settings)
    }

    init(
        name: String, score: Score, about: String, httpPort: Int, settings: [any SettingDeclaration],
        examples: [String]
    ) {
        self.name = name
        self.about = about
        self.score = score
        common = CommonSettings(participant: name, choreography: score.name, httpPort: httpPort)
        table = SettingsTable(
            settings + common.broker + common.http.all + common.telemetry.all + common.process)
        let sections = [
            ("Settings of \(name)", SettingsTable(settings).declarations.dropLast()),
            ("The broker", SettingsTable(common.broker).declarations.dropLast()),
            ("The HTTP door", SettingsTable(common.http.all).declarations.dropLast()),
            ("Traces", SettingsTable(common.telemetry.all).declarations.dropLast()),
            ("The process", SettingsTable(common.process).declarations[...]),
        ].map { (title: $0.0, settings: Array($0.1)) }
        help = HelpText(
            name: name, about: about, score: score, examples: examples,
            sections: sections.filter { !$0.settings.isEmpty }
        ).write()
    }

    func read(_ words: [String], environment: [String: String]) -> Request {
        let arguments = Arguments(words, declarations: table.declarations)
        if arguments.wantsHelp { return .print(help) }
        if arguments.wantsVersion { return .print("\(name) \(WorkerApplication.version) (\(score.name))") }
        do {
            let settings = try table.resolve(arguments, environment: environment)
            _ = try common.connection(for: name, from: settings)
            return .run(settings)
        } catch {
            return .refuse(error)
        }
    }

    func logsJSON(_ settings: Settings) -> Bool {
        common.format(for: settings, environment: ThisProcess.environment) == .json
    }

    /// Returns after an orderly shutdown.
    func run(
        _ settings: Settings,
        routes: @Sendable (WorkerContext) throws -> [Endpoint],
        gauges: @Sendable (WorkerContext) throws -> [ScrapedGauge],
        participant make: @Sendable (Settings, Logger) throws -> any Participant
    ) async throws {
        let startTime = Date().timeIntervalSince1970
        let connection = try common.connection(for: name, from: settings)
        let handler = common.logHandler(
            for: settings, hiding: settings.secrets + [connection.password],
            environment: ThisProcess.environment)
        LoggingSystem.bootstrap(handler, metadataProvider: nil)
        let logger = Logger(label: name)
        for warning in settings.warnings {
            logger.warning("\(warning)", metadata: ["event": "setting.warning"])
        }
        // Whoever is made from here on finds both.
        let registry = MetricRegistry()
        MetricsSystem.bootstrap(registry)
        let exporter = common.telemetry.export(from: settings).map { SpanExporter($0, logger: logger) }
        if let exporter { InstrumentationSystem.bootstrap(exporter.tracer) }

        let path = try DataFolder(settings.dataFolder).make().database(of: name)
        let participant = try make(settings, logger)
        guard participant.name == name else { throw Miscast(expected: name, actual: participant.name) }
        let store = try Store.open(
            path: path, participant: participant, allowCreate: settings[common.initialise])
        let worker = try Worker(
            participant, score: score, broker: RabbitMQBroker(connection, logger: logger), store: store,
            configuration: common.worker(from: settings), points: CrashHook.points(ThisProcess.environment),
            logger: logger)
        logger.info(
            "starting",
            metadata: [
                "event": "worker.starting", "worker.version": "\(WorkerApplication.version)",
                "process.pid": .stringConvertible(ThisProcess.id), "store.path": "\(path)",
                "broker.url": "\(connection)",
                "traces.endpoint": "\(settings[common.telemetry.endpoint] ?? "none")",
            ])
        let context = WorkerContext(
            settings: settings, store: store, worker: worker, entrance: worker,
            streams: EventStreams(limit: settings[common.http.maximumStreams]), logger: logger)
        let scrape = Scrape(
            participant: name, registry: registry, worker: worker, gauges: try gauges(context),
            startTime: startTime, logger: logger)
        try await serve(context, routes: routes, scrape: scrape, exporter: exporter)
        logger.info("stopped", metadata: ["event": "worker.stopped"])
    }

    private func serve(
        _ context: WorkerContext, routes: @Sendable (WorkerContext) throws -> [Endpoint], scrape: Scrape,
        exporter: SpanExporter?
    ) async throws {
        let (settings, worker) = (context.settings, context.worker)
        let health = HealthRoutes(participant: name) { Readiness(await worker.health) }
        let policy = common.http.policy(from: settings)
        let projections = ProjectionRoutes(projector: worker.projector)
        let router = Door(
            participant: name, about: about,
            endpoints: health.endpoints + MetricsRoutes { await scrape.text() }.endpoints
                + projections.endpoints + (try routes(context)),
            policy: policy, logger: context.logger
        ).router()
        let door = HTTPServer(
            host: policy.host, port: settings[common.http.port], participant: name,
            responder: router.buildResponder(),
            announcement: settings[common.announce].map(Announcement.init), logger: context.logger)
        var quiet = context.logger
        quiet.logLevel = max(quiet.logLevel, .warning)
        // Shut down from the last to the first: the door answers for as long as the worker drains, and the spans of
        // all that go last.
        let services: [any Service] = (exporter.map { [$0] } ?? []) + [door, worker, PageRelease()]
        var configuration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet)
        configuration.maximumGracefulShutdownDuration = settings[common.drainTimeout] + .seconds(10)
        try await ServiceGroup(configuration: configuration).run()
    }
}

extension Readiness {
    init(_ health: WorkerHealth) {
        self.init(
            ready: health.isReady, consuming: health.isConsuming, publishing: health.isPublishing,
            outboxDepth: health.outboxDepth, outboxAge: health.outboxAge, reasons: health.reasons)
    }
}
