import Choreography
import Foundation
import GRDB
import Testing

@testable import Order

@Suite struct OrderListTests {
    @Test func `pages of a list hold each order once, in a stable order`() async throws {
        let history = try OrderHistory()
        try await history.write(1..<121)
        try await history.projector().catchUp()
        try await history.database.read { db in
            let all = try OrderQueries.orders(pageSize: 500, in: db)
            #expect(all.orders.count == 120 && all.totalOrders == 120 && all.totalPages == 1)
            #expect(all.orders.map(\.createdAt) == all.orders.map(\.createdAt).sorted(by: >))
            let pages = try (1...4).map { try OrderQueries.orders(page: $0, pageSize: 50, in: db) }
            #expect(pages.map(\.orders.count) == [50, 50, 20, 0])
            #expect(pages.flatMap(\.orders) == all.orders)
            #expect(pages.allSatisfy { $0.totalOrders == 120 && $0.totalPages == 3 })

            let mine = try OrderQueries.orders(userID: "c-3", in: db)
            #expect(mine.orders.count == 2 && mine.orders.allSatisfy { $0.userID == "c-3" })
            let status = try #require(mine.orders.first?.status)
            let both = try OrderQueries.orders(userID: "c-3", status: status, in: db)
            #expect(both.orders == mine.orders.filter { $0.status == status })
            #expect(try OrderQueries.orders(status: "' OR 1=1 --", in: db).orders.isEmpty)
        }
        try history.remove()
    }

    @Test(arguments: [(0, 1, 1), (.min, 1, 1), (2, 2, 0), (.max, .max, 0)])
    func `a page that is no page hurts nobody`(asked: Int, page: Int, count: Int) async throws {
        let history = try OrderHistory()
        try await history.write(1..<2)
        try await history.projector().catchUp()
        let answer = try await history.database.read { db in
            try OrderQueries.orders(page: asked, pageSize: .max, in: db)
        }
        #expect(answer.page == page && answer.orders.count == count && answer.pageSize == 500)
        let smallest = try await history.database.read { try OrderQueries.orders(pageSize: -1, in: $0) }
        #expect(smallest.pageSize == 1)
        try history.remove()
    }
}
