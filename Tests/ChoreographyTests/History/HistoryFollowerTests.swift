import ChoreographyTesting
import Foundation
import GRDB
import MetricsTestKit
import RabbitMQ
import ServiceLifecycle
import Synchronization
import Testing

@testable import Choreography

extension BrokerTests {
    @Suite struct HistoryFollowerTests {
        @Test func `a read model is built from the first event, and follows`() async throws {
            let bench = try await HistoryBench()
            try await bench.order(0..<60)
            let metrics = TestMetrics()
            let follower = try HistoryFollower(
                LoafList(), path: bench.path, broker: bench.host.configuration(Topology.operatorUser),
                score: .bakery,
                configuration: HistoryConfiguration(maximumBatch: 7, lookInterval: .milliseconds(50)),
                metrics: metrics, logger: quiet)
            try await bench.following(follower) { follower in
                try await until("all is in") { await follower.status.position == 59 }
                try await bench.order(60..<65)
                try await until("it follows") { await follower.status.position == 64 }
                let status = await follower.status
                #expect(status.isFollowing && status.trouble == nil && status.gaps.isEmpty)
                #expect(status.lag == 0 && status.figures == HistoryFigures(applied: 65))
                let read = try await follower.read {
                    try Int.fetchOne($0, sql: "SELECT sum(loaves) FROM loaves")
                }
                #expect(read == 65)
            }
            #expect(try await bench.orders() == HistoryBench.names(0..<65))
            let gauge = try metrics.expectRecorder(HistoryFollower.lagLabel, [("projection", "loaves")])
            #expect(gauge.lastValue == 0)
        }

        @Test func `stopped and started again, it goes on where it was`() async throws {
            let bench = try await HistoryBench()
            for round in 0..<3 {
                try await bench.order(round * 20..<round * 20 + 20)
                let follower = try bench.follower()
                let group = ServiceGroup(services: [follower], logger: quiet)
                async let running: Void = group.run()
                try await until("round \(round) is in") {
                    await follower.status.position == Int64(round * 20 + 19)
                }
                await group.triggerGracefulShutdown()
                try await running
                #expect(await follower.status.figures == HistoryFigures(applied: 20))
            }
            #expect(try await bench.orders() == HistoryBench.names(0..<60))
        }

        @Test func `an event says where it comes from and what it is`() async throws {
            struct Witness: HistoryProjection {
                let name = "witness"
                let version = 1
                let tables: [ProjectionTable] = []
                let told: @Sendable (PublishedEvent) -> Void
                func apply(_ event: PublishedEvent, to view: ProjectionView) throws { told(event) }
            }
            let bench = try await HistoryBench()
            let said = Envelope.message(
                type: LoafBaked.type, version: 3, body: Array(#"{"order":"o-1","loaves":2}"#.utf8),
                id: "m-1", correlationID: "o-1", causationID: "m-0", source: "bakery", sender: "baker",
                exchange: Topology.eventsExchange, at: Date(timeIntervalSince1970: 1_800_000_000.25))
            try await bench.publish([said], as: "baker")
            try await bench.publish([HistoryBench.order("o-2", id: "m-2", user: nil)])
            let seen = Mutex<[PublishedEvent]>([])
            let follower = try HistoryFollower(
                Witness { event in seen.withLock { $0.append(event) } }, path: bench.path,
                broker: bench.host.configuration(Topology.operatorUser),
                score: .bakery, logger: quiet)
            try await bench.follow(follower, through: 1)
            let events = seen.withLock(\.self)
            let (baked, ordered) = (try #require(events.first), try #require(events.last))
            #expect(baked.offset == 0 && baked.messageID == "m-1" && baked.type == LoafBaked.type)
            #expect(baked.version == 3 && baked.sender == "baker" && baked.source == "/bakery/baker")
            #expect(baked.correlationID == "o-1" && baked.causationID == "m-0")
            #expect(baked.time == Date(timeIntervalSince1970: 1_800_000_000.25))
            #expect(ordered.sender == nil && ordered.version == 1 && ordered.correlationID == "m-2")
            #expect(try ordered.decode(LoafOrdered.self) == LoafOrdered(order: "o-2", loaves: 1))
            #expect(throws: InvalidEvent.self) { try ordered.decode(LoafBaked.self) }
        }

        @Test func `a broker that is killed and comes back loses and repeats nothing`() async throws {
            let bench = try await HistoryBench()
            try await bench.order(0..<20)
            try await bench.following(try bench.follower()) { follower in
                try await until("it follows") { await follower.status.position == 19 }
                await bench.host.broker.kill()
                try await until("it notices") {
                    let status = await follower.status
                    return !status.isFollowing && status.trouble != nil
                }
                try await bench.host.broker.startAgain()
                try await until("it is back") { await follower.status.isFollowing }
                try await bench.order(20..<40)
                try await until("the rest is in") { await follower.status.position == 39 }
                #expect(await follower.status.trouble == nil)
            }
            #expect(try await bench.orders() == HistoryBench.names(0..<40))
            #expect(bench.log.contains("warning: not following the history"))
        }

        @Test func `a file is one read model's, and one process's`() async throws {
            let bench = try await HistoryBench()
            try await bench.order(0..<1)
            let follower = try bench.follower()
            #expect(throws: StoreError.self) { try bench.follower() }
            try await bench.follow(follower, through: 0)
            let error = #expect(throws: StoreError.self) { try bench.follower(LoafList(name: "rolls")) }
            #expect(error?.message.contains("loaves") == true)
            try await bench.follow(try bench.follower(), through: 0)
        }
    }
}
