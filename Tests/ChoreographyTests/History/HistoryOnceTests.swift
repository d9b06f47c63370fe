import ChoreographyTesting
import Foundation
import GRDB
import Glibc
import RabbitMQ
import Synchronization
import Testing

@testable import Choreography

extension BrokerTests {
    /// What goes in goes in once, and what must not does not.
    @Suite struct HistoryOnceTests {
        @Test(arguments: [CrashPoint.reacting, .written, .committed, .acknowledged])
        func `killed at any step, each event goes in once`(_ point: CrashPoint) async throws {
            let bench = try await HistoryBench()
            for round in 0..<3 {
                try await bench.order(round * 10..<round * 10 + 10)
                let victim = "m-\(round * 10 + 6)"
                // A process of its own, since it dies as one.
                await #expect(processExitsWith: .signal(SIGKILL)) {
                    [
                        path = bench.path as String, port = bench.host.port as Int,
                        vhost = bench.host.name as String,
                        point = point.rawValue as String, victim = victim as String
                    ] in
                    let follower = try HistoryFollower(
                        LoafList(), path: path,
                        broker: ConnectionConfiguration(
                            url: "amqp://operator:secret@127.0.0.1:\(port)/\(vhost)"), score: .bakery,
                        // No message id is remembered: the place in the stream alone has to do.
                        configuration: HistoryConfiguration(
                            prefetch: 5, maximumBatch: 5, rememberedPlaces: 0),
                        points: CrashPoints { occasion in
                            guard occasion.messageID == victim, occasion.point.rawValue == point else {
                                return
                            }
                            kill(getpid(), SIGKILL)
                        }, logger: quiet)
                    // Should it survive, then not for ever.
                    let limit = Task {
                        try await Task.sleep(for: .seconds(30))
                        exit(1)
                    }
                    try await follower.run()
                    limit.cancel()
                }
            }
            let configuration = HistoryConfiguration(rememberedPlaces: 0)
            let status = try await bench.follow(
                try bench.follower(configuration: configuration), through: 29)
            #expect(status.figures.duplicates == 0)
            #expect(try await bench.orders() == HistoryBench.names(0..<30))
        }

        @Test func `an event that was published again goes in once`() async throws {
            let bench = try await HistoryBench()
            try await bench.order(0..<10)
            try await bench.order(0..<10)
            let first = try await bench.follow(try bench.follower(), through: 19)
            #expect(first.figures == HistoryFigures(applied: 10, duplicates: 10))
            try await bench.order(5..<12)
            let second = try await bench.follow(try bench.follower(), through: 26)
            #expect(second.figures == HistoryFigures(applied: 2, duplicates: 5))
            #expect(try await bench.orders() == HistoryBench.names(0..<12))
        }

        @Test func `message ids are remembered over so many places and no more`() async throws {
            let bench = try await HistoryBench()
            try await bench.order(0..<10)
            // At offsets 10 to 12: one that is 9 places back, and two that are 10.
            try await bench.publish([1, 1].map { HistoryBench.order("o-\($0)", id: "m-\($0)") })
            try await bench.publish([HistoryBench.order("o-2", id: "m-2")])
            let configuration = HistoryConfiguration(maximumBatch: 1, rememberedPlaces: 9)
            let status = try await bench.follow(
                try bench.follower(configuration: configuration), through: 12)
            #expect(status.figures == HistoryFigures(applied: 12, duplicates: 1))
            #expect(
                try await bench.rows("SELECT position FROM history_messages ORDER BY 1")
                    == [4, 5, 6, 7, 8, 9, 11, 12])
        }

        @Test func `a message id with another body is left out`() async throws {
            let bench = try await HistoryBench()
            try await bench.order(0..<1)
            try await bench.publish([HistoryBench.order("o-9", id: "m-0")])
            let status = try await bench.follow(try bench.follower(), through: 1)
            #expect(status.figures == HistoryFigures(applied: 1, refused: 1))
            #expect(bench.log.contains("an event is left out", "came before with another body"))
        }

        @Test func `what is forged or malformed stays outside, and holds up nothing`() async throws {
            let bench = try await HistoryBench()
            // The operator alone can do that: it may publish any type, and in anybody's name.
            try await bench.publish(
                [
                    HistoryBench.order("forged", id: "m-1", user: "baker"),
                    HistoryBench.message(
                        #"{"order":"o","loaves":1}"#, id: "m-2", type: LoafBaked.type, user: nil),
                    HistoryBench.message("{}", id: "m-3", type: "nobody.said", user: "baker"),
                ], as: Topology.operatorUser)
            try await bench.publish([
                HistoryBench.message(#"{"order":"nameless","loaves":1}"#, id: nil),
                HistoryBench.message("no JSON", id: "m-4"),
                HistoryBench.order("none", loaves: 0, id: "m-5"),
                HistoryBench.order(
                    "future", id: "m-6", headers: [Envelope.Header.dataSchema: "urn:bakery:window.ordered:9"]),
                HistoryBench.order("large", id: "m-7", padding: 256 * 1024),
                HistoryBench.order("sound", id: "m-8"),
            ])
            let status = try await bench.follow(try bench.follower(), through: 8)
            #expect(status.figures == HistoryFigures(applied: 1, refused: 8))
            #expect(try await bench.orders() == ["sound"])
            #expect(bench.log.contains("an event is left out", "may be said by window alone"))
            #expect(bench.log.contains("an event is left out", "nobody in the score says nobody.said"))
        }

        @Test func `without a score every sender is believed`() async throws {
            let bench = try await HistoryBench()
            try await bench.publish(
                [HistoryBench.order("o-1", id: "m-1", user: "baker")], as: Topology.operatorUser)
            try await bench.follow(try bench.follower(score: nil), through: 0)
            #expect(try await bench.orders() == ["o-1"])
        }

        @Test func `a sender's word on the place in the stream does not count`() async throws {
            let bench = try await HistoryBench()
            try await bench.publish(
                (0..<6).map {
                    HistoryBench.order(
                        "o-\($0)", id: "m-\($0)", headers: ["x-stream-offset": .int64(1_000_000)])
                })
            let status = try await bench.follow(try bench.follower(), through: 5)
            #expect(status.position == 5 && status.gaps.isEmpty)
            try await bench.order(6..<8)
            try await bench.follow(try bench.follower(), through: 7)
            #expect(try await bench.orders() == HistoryBench.names(0..<8))
        }

        @Test func `an event that cannot go in holds up the later ones until it can`() async throws {
            let bench = try await HistoryBench()
            try await bench.order(0..<20)
            let poison = LoafList.Poison("o-10")
            try await bench.following(try bench.follower(LoafList(poison: poison))) { follower in
                try await until("it waits") { await follower.status.trouble != nil }
                let status = await follower.status
                #expect(status.position == 9 && status.isFollowing)
                try await until("the lag tells") { await follower.status.lag == 10 }
                #expect(try await bench.orders() == HistoryBench.names(0..<10))
                poison.order.withLock { $0 = nil }
                try await until("all is in") { await follower.status.position == 19 }
                #expect(await follower.status.trouble == nil)
            }
            #expect(try await bench.orders() == HistoryBench.names(0..<20))
        }
    }
}
