import Choreography
import Logging
import RabbitMQ

/// A shop of its own, with nothing between it and its broker, and a publisher for everybody outside.
struct BenchStage: Sendable {
    let system: RunningSystem
    let publisher: SteadfastPublisher
    let logger: Logger

    /// Starts the shop.
    ///
    /// - Parameter orders: so many at most will be asked for.
    /// - Throws: ``SystemError`` when there is something in the directory already, the errors of the start.
    static func start(
        _ settings: BenchSettings, orders: Int, logger: Logger,
        onNotice: @escaping @Sendable (SystemNotice) -> Void
    ) async throws -> BenchStage {
        let configuration = try SystemConfiguration(
            directory: settings.directory, executables: settings.executables,
            // However slow the machine is, no order may expire in the queue.
            deadline: .seconds(86_400), refusedCountries: [ChaosGoods.refusedCountry],
            // A file for each mail would measure the file system.
            mail: .mbox
        ).beginning(with: ChaosGoods.stock(forOrders: orders))
        let system = RunningSystem(configuration, logger: logger, onNotice: onNotice)
        try await system.start()
        do {
            var configurations: [String: ConnectionConfiguration] = [:]
            for user in RunningSystem.users {
                configurations[user] = try await system.login(of: user, name: "bench \(user)")
            }
            return BenchStage(
                system: system, publisher: SteadfastPublisher(configurations, logger: logger), logger: logger)
        } catch {
            await system.stop()
            throw error
        }
    }

    /// How the operator logs in.
    func access() async throws -> ConnectionConfiguration {
        try await system.login(of: Topology.operatorUser, name: "bench")
    }

    /// Waits for rest and checks every invariant.
    ///
    /// - Throws: ``SystemError`` when the shop does not come to rest.
    func verify(onProgress: @escaping @Sendable (String) -> Void) async throws -> Verification {
        let verifier = try await system.verifier(as: access())
        guard try await verifier.waitForRest(atMost: .seconds(120), onProgress: onProgress) else {
            throw SystemError(
                .timedOut, "the shop has not come to rest within two minutes after the last order")
        }
        return try await verifier.verify(onProgress: onProgress)
    }

    /// Workers that were started again, whose figures would be those of two processes.
    func restarted() async -> [String] { await system.states.filter { $0.value.starts != 1 }.keys.sorted() }

    /// Nothing is left running.
    func close() async {
        await publisher.close()
        await system.stop()
    }
}
