import ChoreographyTesting
import RabbitMQ
import RabbitMQManagement
import Testing

@testable import Choreography

extension BrokerTests {
    /// The stream is bounded, and the read model says what that has cost it.
    @Suite struct HistoryRetentionTests {
        /// Segments of 20 kB, of which two or three are kept.
        private func smallStream(bytes: Int = 50_000) async throws -> HistoryBench {
            var limits = Topology.Limits()
            (limits.historyBytes, limits.historySegmentBytes) = (bytes, 20_000)
            return try await HistoryBench(limits: limits)
        }

        /// Publishes until the stream begins after `offset`; the first number that was not used.
        private func overrun(_ bench: HistoryBench, after offset: Int64, from first: Int) async throws -> Int
        {
            var next = first
            try await until("retention has removed offset \(offset)") {
                try await bench.order(next..<next + 50, padding: 1000)
                next += 50
                return try await bench.firstOffset() > offset + 1
            }
            return next
        }

        @Test func `what retention has removed before it was read is reported, and stays so`() async throws {
            let bench = try await smallStream()
            try await bench.order(0..<5)
            try await bench.follow(try bench.follower(), through: 4)
            let end = try await overrun(bench, after: 4, from: 5)
            let first = try await bench.firstOffset()
            let status = try await bench.following(try bench.follower()) { follower in
                try await until("all is in") { try await bench.orders().last == "o-\(end - 1)" }
                return await follower.status
            }
            let gap = try #require(status.gaps.first)
            #expect(status.gaps.count == 1 && gap.first == 5 && gap.last == first - 1)
            #expect(bench.log.contains("error: the history was truncated", "offsets 5 to \(first - 1)"))
            let orders = try await bench.orders()
            #expect(orders.prefix(5) == HistoryBench.names(0..<5)[...])
            #expect(orders.count == 5 + orders.dropFirst(5).count && Set(orders).count == orders.count)
            let later = try bench.follower()
            try await bench.following(later) { follower in
                try await until("it follows") { await follower.status.isFollowing }
                #expect(await follower.status.gaps == status.gaps)
            }
        }

        @Test func `one that is built from a truncated history says what it lacks`() async throws {
            let bench = try await smallStream()
            let end = try await overrun(bench, after: 0, from: 0)
            let first = try await bench.firstOffset()
            try await bench.following(try bench.follower()) { follower in
                try await until("all is in") { try await bench.orders().last == "o-\(end - 1)" }
                #expect(await follower.status.gaps.map(\.description) == ["offsets 0 to \(first - 1)"])
            }
            // Built anew, it lacks what is gone by now.
            try await bench.following(try bench.follower(LoafList(version: 2))) { follower in
                try await until("it is in place") { await follower.status.rebuildsUntil == nil }
                #expect(await follower.status.gaps.map(\.description) == ["offsets 0 to \(first - 1)"])
            }
        }

        @Test func `the broker's own entries between the files of a stream are not taken for a loss`()
            async throws
        {
            let bench = try await smallStream(bytes: 5_000_000_000)
            // Read while it is written, and stopped again and again.
            for round in 0..<6 {
                let numbers = round * 50..<round * 50 + 50
                try await bench.order(numbers, padding: 1000)
                let status = try await bench.following(try bench.follower()) { follower in
                    try await until("round \(round) is in") {
                        try await bench.orders().last == "o-\(numbers.upperBound - 1)"
                    }
                    return await follower.status
                }
                #expect(status.gaps == [])
            }
            try await bench.following(try bench.follower(LoafList(version: 2))) { follower in
                try await until("it is in place") { await follower.status.rebuildsUntil == nil }
                #expect(await follower.status.gaps == [])
            }
            #expect(try await bench.orders() == HistoryBench.names(0..<300))
        }

        @Test func `another stream under the same name ends it`() async throws {
            let bench = try await HistoryBench()
            try await bench.order(0..<5)
            try await bench.follow(try bench.follower(), through: 4)
            try await bench.host.management.deleteQueue(Topology.historyQueue, in: bench.host.name)
            let topology = Topology(.bakery, virtualHost: bench.host.name)
            _ = try await bench.host.management.apply(topology, passwords: [:])
            // As many as before, so that there is something at the place.
            try await bench.order(5..<12)
            await #expect(throws: HistoryReplaced(position: 4)) { try await bench.follower().run() }
            #expect(try await bench.orders() == HistoryBench.names(0..<5))
        }
    }
}
