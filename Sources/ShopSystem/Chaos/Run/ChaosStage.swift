import Choreography
import ChoreographyTesting
import Foundation
import Logging
import RabbitMQ

/// A running shop in which everything can be broken.
struct ChaosStage: Sendable {
    let system: RunningSystem
    let proxies: ChaosProxies
    /// By worker; empty when this process may not mount.
    let disks: [String: SmallDisk]
    let record: ChaosRecord
    let logger: Logger

    /// A connection without a sign of life for twice this time is taken for broken.
    static let heartbeat = Duration.seconds(2)

    /// Mounts the disks; ``start()`` does the rest.
    ///
    /// - Throws: ``SystemError`` when there is something in the directory already.
    init(_ settings: ChaosSettings, stock: [String: Int], logger: Logger) throws {
        var configuration = try SystemConfiguration(
            directory: settings.directory, executables: settings.executables, deadline: settings.deadline,
            refusedCountries: [ChaosGoods.refusedCountry]
        ).beginning(with: stock)
        for worker in RunningSystem.workers {
            configuration.environment[worker, default: [:]]["AMQP_HEARTBEAT"] =
                "\(Self.heartbeat.components.seconds)s"
        }
        disks = try settings.excluded.contains(.diskFull) ? [:] : Self.mountDisks(configuration, settings)
        system = RunningSystem(configuration, logger: logger)
        proxies = ChaosProxies()
        record = ChaosRecord()
        self.logger = logger
    }

    private static func mountDisks(
        _ configuration: SystemConfiguration, _ settings: ChaosSettings
    ) throws(SystemError) -> [String: SmallDisk] {
        var disks: [String: SmallDisk] = [:]
        // A database row, a log and a handful of mails for each order take less than half of that.
        let megabytes = 64 + settings.orders / 20
        for worker in RunningSystem.workers {
            let folder = configuration.dataFolder(of: worker)
            guard let disk = try SmallDisk.mount(on: folder, megabytes: megabytes) else { return [:] }
            disks[worker] = disk
        }
        return disks
    }

    /// Starts broker, proxies and workers.
    func start() async throws {
        try await system.start { [proxies] access in
            try await proxies.start(to: access.endpoint.port)
        }
    }

    /// How `user` logs in, through the proxy of those outside where that is wanted.
    func configuration(for user: String, isSafe: Bool) async throws -> ConnectionConfiguration {
        var configuration = try await system.login(of: user, name: "chaos")
        configuration.heartbeat = Self.heartbeat
        configuration.connectTimeout = .seconds(4)
        if !isSafe, let port = proxies[ChaosFault.outside]?.port { configuration.port = port }
        return configuration
    }

    /// A publisher for everybody outside, and for the operator.
    func publisher() async throws -> SteadfastPublisher {
        var configurations: [String: ConnectionConfiguration] = [:]
        for user in RunningSystem.users {
            configurations[user] = try await configuration(for: user, isSafe: false)
        }
        return SteadfastPublisher(configurations, logger: logger)
    }

    func verifier() async throws -> Verifier {
        try await system.verifier(as: configuration(for: Topology.operatorUser, isSafe: true))
    }

    /// Ends all harm; returns when every worker consumes.
    func heal(timeout: Duration) async throws {
        await relieve()
        try await system.waitUntilReady(timeout: timeout)
    }

    private func relieve() async {
        await system.resumeBroker()
        // There may be no process to resume; then there is nothing to do.
        for worker in RunningSystem.workers { try? await system.resumeWorker(worker) }
        proxies.pass()
        for disk in disks.values { disk.free() }
    }

    /// Ends everything; nothing is left running or mounted.
    ///
    /// - Parameter keepsFiles: whether the data stays in the directory.
    /// - Throws: when a disk cannot be unmounted; the others are.
    func close(keepsFiles: Bool) async throws {
        await relieve()
        await system.stop()
        await proxies.stop()
        var failure: (any Error)?
        for disk in disks.values {
            do { try disk.unmount(keepsFiles: keepsFiles) } catch { failure = error }
        }
        if let failure { throw failure }
    }
}
