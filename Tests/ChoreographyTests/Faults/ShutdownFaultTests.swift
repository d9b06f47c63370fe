import Choreography
import ChoreographyTesting
import Logging
import ServiceLifecycle
import Testing

/// Graceful shutdowns when it is least convenient.
@Suite("A shutdown", .timeLimit(.minutes(3))) struct ShutdownFaultTests {
    @Test("under load: ends within the drain timeout, and the next start goes on where it was")
    func underLoad()
        async throws
    {
        let bench = try await FaultBench(on: FaultNode.gentle)
        let orders = try await bench.whileOrdersCome {
            for _ in 0..<3 {
                let time = try await bench.runAndShutDown { baker in
                    try await until("it works") { await baker.health.figures.applied >= 10 }
                }
                #expect(time < .seconds(5))
            }
        }
        try await bench.withWorkers { _ in try await bench.expectOnce(orders) }
    }

    @Test("with the broker gone: waits for nobody, and what was committed goes out at the next start")
    func brokerGone() async throws {
        let bench = try await FaultBench(on: FaultNode.gentle)
        let orders = try await bench.order(20)
        bench.roads.publishing.set(.refuse)
        let time = try await bench.runAndShutDown { baker in
            try await until("all is baked") {
                try await bench.rows("baker", "SELECT count(*) FROM bakes") == [20]
            }
            bench.roads.consuming.set(.refuse)
            bench.roads.consuming.cut()
            try await notReady(baker, "not consuming")
            try await notReady(baker, "not publishing")
        }
        #expect(time < .seconds(5))
        #expect(try await bench.outboxRows() == 20)
        bench.roads.publishing.set(.pass)
        bench.roads.consuming.set(.pass)
        try await bench.withWorkers { _ in try await bench.expectOnce(orders) }
    }

    @Test("with a broker that has fallen silent: ends within the drain timeout and little more")
    func brokerSilent() async throws {
        // A heartbeat that does not come to the rescue.
        let bench = try await FaultBench(on: FaultNode.gentle, heartbeat: .seconds(30))
        let orders = try await bench.order(20)
        let time = try await bench.runAndShutDown { _ in
            bench.roads.publishing.set(.stall(.both))
            try await until("all is baked") {
                try await bench.rows("baker", "SELECT count(*) FROM bakes") == [20]
            }
            bench.roads.consuming.set(.stall(.both))
        }
        #expect(time < .seconds(8), "\(time)")
        bench.roads.publishing.cut()
        bench.roads.consuming.cut()
        bench.roads.publishing.set(.pass)
        bench.roads.consuming.set(.pass)
        try await bench.withWorkers { _ in try await bench.expectOnce(orders) }
    }
}

extension FaultBench {
    /// Runs the baker, with a drain timeout of two seconds, until `body` is through; how long its shutdown took.
    func runAndShutDown(_ body: @Sendable (Worker) async throws -> Void) async throws -> Duration {
        let baker = try baker(configuration: WorkerConfiguration(drainTimeout: .seconds(2)))
        let group = ServiceGroup(configuration: .init(services: [.init(service: baker)], logger: quiet))
        async let running: Void = group.run()
        try await until("it is consuming") { await baker.health.isConsuming }
        try await body(baker)
        let began = ContinuousClock.now
        await group.triggerGracefulShutdown()
        try await running
        return ContinuousClock.now - began
    }
}
