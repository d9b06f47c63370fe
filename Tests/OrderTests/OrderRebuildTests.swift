import Choreography
import ChoreographyTesting
import Foundation
import GRDB
import Logging
import RabbitMQ
import ShopEvents
import Synchronization
import Testing

@testable import Order

@Suite struct OrderRebuildTests {
    /// Enough facts for more than ten transactions of each rebuild, and more that come meanwhile.
    @Test func `views that are rebuilt while orders flow are the same, byte by byte`() async throws {
        let (history, orders) = (try OrderHistory(), 400)
        let facts = try await history.write(0..<orders)
        #expect(facts > 1700)
        let projector = history.projector(batch: 100)
        try await projector.catchUp()
        let before = try await history.dump()
        #expect(before.count > orders)

        let isRebuilt = Atomic(false)
        async let writing = {
            var number = orders
            while !isRebuilt.load(ordering: .relaxed), number < orders + 400 {
                try await history.write(number..<number + 1)
                number += 1
            }
            return number
        }()
        for projection in OrderParticipant().projections { try await projector.rebuild(projection.name) }
        isRebuilt.store(true, ordering: .relaxed)
        let last = try await writing
        #expect(last > orders, "no order came meanwhile")
        try await projector.catchUp()
        let concurrent = try await history.dump()

        let quiet = try OrderHistory()
        try await quiet.write(0..<orders)
        for number in orders..<last { try await quiet.write(number..<number + 1) }
        try await quiet.projector(batch: 1009).catchUp()
        #expect(try await quiet.dump() == concurrent)
        for projection in OrderParticipant().projections {
            try await ProjectionRebuild.run(projection, in: quiet.database, batch: 997)
        }
        #expect(try await quiet.dump() == concurrent)
        try quiet.remove()
        try history.remove()
    }

    /// A database of before the read models: the migration adds them, the worker fills them.
    @Test func `an existing database gets its views at the next start`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "old-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "order.sqlite").path
        let logger = Logger(label: "order") { _ in SwiftLogNoOpLogHandler() }
        let old = try Store.open(path: path, participant: OldOrder())
        try await old.database.write { db in
            let content = OrderContent(.example)
            let facts: [OrderFact] = [
                .placed(content, total: .example, deadline: .example), .confirmed(total: .example),
            ]
            try EventStore().append(
                facts.map {
                    .init(id: "x", type: OrderFactJSON.type(of: $0), data: try OrderFactJSON.data(of: $0))
                }, to: OrderID.example.text, expectedVersion: 0, at: OrderHistory.start, in: db)
        }
        try await old.close()

        let store = try Store.open(path: path, participant: OrderParticipant())
        await #expect(throws: ProjectionNotBuilt.self) {
            try await store.database.read { try OrderQueries.orders(in: $0) }
        }
        let told = try await store.database.read { try OrderQueries.order(.example, in: $0) }
        #expect(told?.status == "confirmed", "its facts are there")
        let worker = try Worker(
            OrderParticipant(), score: .shop, broker: InMemoryBroker(topology: Topology(.shop)), store: store,
            logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await worker.run() }
            let reader = try DatabaseQueue(path: path)
            let deadline = ContinuousClock.now + .seconds(20)
            var revenue: [DailyRevenue] = []
            while revenue.isEmpty, ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(5))
                do {
                    revenue = try await reader.read { try OrderQueries.dailyRevenue(in: $0) }
                } catch is ProjectionNotBuilt {}
            }
            #expect(revenue.map(\.revenue) == [2500])
            #expect(try await reader.read { try OrderQueries.order(.example, in: $0) }?.status == "confirmed")
            group.cancelAll()
        }
    }

    /// The order as it was before its second migration.
    private struct OldOrder: Participant {
        let name = "order"
        let reactions: [Reaction] = []
        func migrate(_ migrator: inout DatabaseMigrator) {
            migrator.registerMigration("order 1") { try OrderStore.createTables(in: $0) }
        }
    }
}
