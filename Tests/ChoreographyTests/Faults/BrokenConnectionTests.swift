import Choreography
import ChoreographyTesting
import RabbitMQ
import Testing

/// Connections that look open and are not, and connections that are cut at any moment.
@Suite("Broken connections", .timeLimit(.minutes(3))) struct BrokenConnectionTests {
    @Test(
        "a half-open consuming connection is given up; what was delivered comes again and has no second effect",
        arguments: TCPProxy.Direction.allCases)
    func consuming(direction: TCPProxy.Direction) async throws {
        let bench = try await FaultBench(on: FaultNode.gentle)
        try await bench.withWorkers { baker in
            let early = try await bench.order(20, named: "early")
            bench.roads.consuming.set(.stall(direction))
            let meanwhile = try await bench.order(20, named: "meanwhile")
            try await notReady(baker, "not consuming")
            // Not at this very moment: on a busy machine a heartbeat may be missed on the other road too.
            try await until("publishing goes on") { await baker.health.isPublishing }
            bench.roads.consuming.set(.pass)
            try await ready(baker)
            let late = try await bench.order(5, named: "late")
            try await bench.expectOnce(early + meanwhile + late)
        }
    }

    @Test(
        "a publishing connection that falls half-open during a publish is given up; the event is said again once",
        arguments: TCPProxy.Direction.allCases)
    func publishing(direction: TCPProxy.Direction) async throws {
        let bench = try await FaultBench(on: FaultNode.gentle)
        try await bench.withWorkers { baker in
            let early = try await bench.order(20, named: "early")
            try await bench.expectOnce(early)
            bench.roads.publishing.set(.stall(direction))
            let meanwhile = try await bench.order(20, named: "meanwhile")
            try await until("it is baked") {
                try await bench.rows("baker", "SELECT count(*) FROM bakes") == [40]
            }
            #expect(await baker.health.outboxDepth == 20, "no confirm came")
            if direction == .downstream {
                // The broker has them all; only its confirms are lost.
                try await until("the till has them") {
                    try await bench.rows("till", "SELECT count(*) FROM counted") == [40]
                }
            }
            try await notReady(baker, "not publishing")
            try await until("consuming goes on") { await baker.health.isConsuming }
            #expect(try await bench.outboxRows() == 20)
            bench.roads.publishing.set(.pass)
            try await ready(baker)
            try await bench.expectOnce(early + meanwhile)
        }
    }

    @Test("a connection that a firewall has forgotten is given up; the next one goes through")
    func forgotten() async throws {
        let bench = try await FaultBench(on: FaultNode.gentle)
        try await bench.withWorkers { baker in
            let early = try await bench.order(5, named: "early")
            try await bench.expectOnce(early)
            bench.roads.publishing.blackhole()
            bench.roads.consuming.blackhole()
            let meanwhile = try await bench.order(20, named: "meanwhile")
            try await until("both roads are open again") {
                bench.log.contains("not consuming")
                    && bench.roads.publishersAskedFor > 1
            }
            try await ready(baker)
            try await bench.expectOnce(early + meanwhile)
        }
    }

    @Test(
        "connections cut at random moments under load lose and repeat nothing", arguments: [1, 2] as [UInt64])
    func cuts(seed: UInt64) async throws {
        let bench = try await FaultBench(on: FaultNode.gentle)
        try await bench.withWorkers(configuration: WorkerConfiguration(prefetch: 50, maximumBatch: 10)) {
            baker in
            let orders = try await bench.whileOrdersCome {
                var generator = SeededGenerator(seed: seed)
                for _ in 0..<12 {
                    try await Task.sleep(for: .milliseconds(.random(in: 0...250, using: &generator)))
                    (Bool.random(using: &generator) ? bench.roads.publishing : bench.roads.consuming).cut()
                }
            }
            try await ready(baker)
            try await bench.expectOnce(orders)
            #expect(bench.roads.publishersAskedFor > 1)
        }
    }
}
