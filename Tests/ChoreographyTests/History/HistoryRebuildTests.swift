import ChoreographyTesting
import GRDB
import Synchronization
import Testing

@testable import Choreography

extension BrokerTests {
    /// A read model of another version is built beside the one that is read.
    @Suite struct HistoryRebuildTests {
        private func tables(_ bench: HistoryBench) async throws -> [String] {
            try await bench.rows(
                """
                SELECT name FROM sqlite_schema WHERE type = 'table'
                AND name NOT IN ('history_builds', 'history_gaps') ORDER BY name
                """)
        }

        @Test func `a raised version is built from the first event, and takes its place when it is as far`()
            async throws
        {
            let bench = try await HistoryBench()
            try await bench.order(0..<30)
            try await bench.follow(try bench.follower(), through: 29)
            let poison = LoafList.Poison("o-20")
            let next = LoafList(version: 2, poison: poison)
            try await bench.following(try bench.follower(next)) { follower in
                try await until("it is half done") { await follower.status.trouble != nil }
                let status = await follower.status
                #expect(status.position == 19 && status.rebuildsUntil == 29)
                let seen = try await follower.read {
                    try Int.fetchAll($0, sql: "SELECT loaves FROM loaves")
                }
                #expect(seen == Array(repeating: 1, count: 30))
                poison.order.withLock { $0 = nil }
                try await until("it is in place") { await follower.status.rebuildsUntil == nil }
                try await bench.order(30..<35)
                try await until("it follows") { await follower.status.position == 34 }
            }
            #expect(try await bench.rows("SELECT loaves FROM loaves") == Array(repeating: 2, count: 35))
            #expect(try await bench.orders() == HistoryBench.names(0..<35))
            #expect(try await tables(bench) == ["history_messages", "loaves"])
            // And once more, since indexes keep their names when tables are renamed.
            try await bench.follow(try bench.follower(LoafList(version: 3)), through: 34)
            #expect(try await bench.rows("SELECT loaves FROM loaves") == Array(repeating: 3, count: 35))
        }

        @Test func `a rebuild that was cut off goes on at the next start`() async throws {
            let bench = try await HistoryBench()
            try await bench.order(0..<30)
            try await bench.follow(try bench.follower(), through: 29)
            try await bench.following(
                try bench.follower(LoafList(version: 2, poison: LoafList.Poison("o-20")))
            ) { follower in
                try await until("it is half done") { await follower.status.position == 19 }
            }
            let status = try await bench.follow(try bench.follower(LoafList(version: 2)), through: 29)
            #expect(status.figures == HistoryFigures(applied: 10))
            #expect(try await bench.rows("SELECT loaves FROM loaves") == Array(repeating: 2, count: 30))
        }

        @Test func `one that is of another version still, or of the old one again, begins anew`() async throws
        {
            let bench = try await HistoryBench()
            try await bench.order(0..<30)
            try await bench.follow(try bench.follower(), through: 29)
            let stuck = LoafList(version: 2, poison: LoafList.Poison("o-20"))
            try await bench.following(try bench.follower(stuck)) { follower in
                try await until("it is half done") { await follower.status.position == 19 }
            }
            let back = try await bench.follow(try bench.follower(), through: 29)
            #expect(back.figures.applied == 0 && back.rebuildsUntil == nil)
            #expect(try await tables(bench) == ["history_messages", "loaves"])
            try await bench.following(try bench.follower(stuck)) { follower in
                try await until("it is half done") { await follower.status.position == 19 }
            }
            // With another table, and without the old one.
            try await bench.follow(try bench.follower(LoafList(version: 3, table: "bread")), through: 29)
            #expect(try await tables(bench) == ["bread", "history_messages"])
            #expect(try await bench.orders("bread") == HistoryBench.names(0..<30))
        }

        @Test func `before anything went in, a new version begins with empty tables`() async throws {
            let bench = try await HistoryBench()
            try await bench.following(try bench.follower()) { follower in
                try await until("it follows") { await follower.status.isFollowing }
            }
            try await bench.order(0..<3)
            try await bench.follow(try bench.follower(LoafList(version: 2, table: "bread")), through: 2)
            #expect(try await tables(bench) == ["bread", "history_messages"])
            #expect(try await bench.orders("bread") == HistoryBench.names(0..<3))
        }
    }
}
