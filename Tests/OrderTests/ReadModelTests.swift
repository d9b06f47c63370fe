import Choreography
import ChoreographyTesting
import Foundation
import GRDB
import Logging
import ShopEvents
import Testing

@testable import Order

@Suite struct ReadModelTests {
    let stage: ParticipantStage
    let projector: Projector

    init() throws {
        stage = try .order()
        projector = Projector(
            stage.participant.projections, in: stage.database,
            logger: Logger(label: "projector") { _ in SwiftLogNoOpLogHandler() })
    }

    private func hear(_ events: any ShopEvent...) async throws {
        for (offset, event) in events.enumerated() {
            try await stage.hear(event, at: ParticipantStage.orderTime + Double(offset))
        }
        try await projector.catchUp()
    }

    private func read<Value: Sendable>(
        _ query: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value { try await stage.database.read(query) }

    @Test func `an order's view holds all that is known`() async throws {
        try await hear(
            OrderRequested.example, PaymentProcessed.example, ShippingScheduled.example,
            ShippingDispatched.example)
        let order = try #require(try await read { try OrderQueries.order(.example, in: $0) })
        let start = Timestamp(ParticipantStage.orderTime)
        func later(_ seconds: Int64) -> Timestamp {
            Timestamp(milliseconds: start.milliseconds + seconds * 1000)
        }
        #expect(order.orderID == .example && order.userID == "c-1")
        #expect(order.customerName == "Zoë Müller" && order.customerEmail == "zoe@example.com")
        #expect(order.lines.map(\.subtotal) == [2500] && order.itemCount == 2)
        #expect(order.total == 2500 && order.currency == "EUR")
        #expect(order.status == "shipped" && order.displayStatus == "On its way" && order.reason == nil)
        #expect(order.version == 4 && order.createdAt == start && order.updatedAt == later(3))
        #expect(order.placedAt == start && order.confirmedAt == later(2))
        #expect(order.shippedAt == later(3) && order.deliveredAt == nil && order.closedAt == nil)
    }

    @Test func `the view agrees with the rules after every event of any history`() async throws {
        for seed in 1...30 as ClosedRange<UInt64> {
            let stage = try ParticipantStage.order()
            let projector = Projector(
                stage.participant.projections, in: stage.database,
                logger: Logger(label: "projector") { _ in SwiftLogNoOpLogHandler() })
            var random = SeededGenerator(seed: seed)
            for _ in 0..<25 {
                switch Play.Heard.all.randomElement(using: &random) {
                case .event(let event): try await stage.hear(event)
                case .deadline, nil: _ = try await stage.passDeadline()
                }
                try await projector.catchUp()
                let (row, view, told, state) = try await stage.database.read { db in
                    (
                        try OrderView.fetch(.example, in: db), try OrderQueries.orders(in: db).orders.first,
                        try OrderQueries.order(
                            .example, atVersion: EventStore().version(of: OrderID.example.text, in: db),
                            in: db),
                        try OrderStore().load(.example, in: db).state
                    )
                }
                #expect(told == view, "seed \(seed): the row holds what the facts amount to")
                #expect(view?.status == row?.status && view?.reason == row?.reason?.text, "seed \(seed)")
                #expect(view?.total == row?.total?.amount && view?.version == row?.version, "seed \(seed)")
                #expect(view == nil || view?.displayStatus == state.displayStatus, "seed \(seed)")
            }
        }
    }

    @Test func `sums count each order once`() async throws {
        try await hear(
            OrderRequested.example, ShippingScheduled.example, OrderCancelRequested.example,
            PaymentRefunded.example, PaymentRefunded.example)
        let start = Timestamp(ParticipantStage.orderTime)
        let history = try #require(
            try await read { try OrderQueries.history(ofCustomer: "c-1", in: $0) }.first)
        #expect(history.currency == "EUR" && history.orders == 1 && history.total == 2500)
        #expect(history.cancelledOrders == 1 && history.cancelledTotal == 2500)
        #expect(history.lastOrderID == OrderID.example.text && history.lastOrderAt == start)
        let day = try #require(try await read { try OrderQueries.dailyRevenue(in: $0) }.first)
        #expect(day.day == "2026-01-02" && day.orders == 1 && day.revenue == 2500)
        #expect(day.cancelledOrders == 1 && day.cancelledRevenue == 2500)
        #expect(try await read { try OrderQueries.dailyRevenue("2026-01-03"..."2026-02-01", in: $0) } == [])
        let reasons = try await read { try OrderQueries.cancellations(in: $0) }
        #expect(reasons.map(\.reason) == ["changed my mind"] && reasons.map(\.orders) == [1])
    }

    @Test func `sums end at the largest number instead of going wrong`() async throws {
        for number in 1...3 {
            let line = OrderLine(sku: .example, quantity: 1, unitPrice: .max / 2)
            let example = OrderRequested.example
            try await stage.hear(
                OrderRequested(
                    orderID: OrderHistory.orderID(number), customer: .example, lines: [line],
                    currency: "EUR", shippingAddress: example.shippingAddress,
                    paymentToken: example.paymentToken))
        }
        try await projector.catchUp()
        let history = try await read { try OrderQueries.history(ofCustomer: "c-1", in: $0) }
        #expect(history.map(\.total) == [.max])
        #expect(try await stage.column("SELECT typeof(total) FROM customer_history") == ["integer"])
    }

    @Test func `the audit trail and the past come from the stream`() async throws {
        try await hear(OrderRequested.example, PaymentProcessed.example, OrderCancelRequested.example)
        let events = try await read { try OrderQueries.events(of: .example, in: $0) }
        #expect(events.map(\.type) == ["placed", "payment_noted", "cancelling"])
        #expect(events.map(\.version) == [1, 2, 3])
        let versions = try await read { db in
            try (0...4).map { try OrderQueries.order(.example, atVersion: $0, in: db)?.displayStatus }
        }
        #expect(versions == [nil, "Awaiting payment", "Paid", "Being cancelled", nil])
        let start = ParticipantStage.orderTime
        let moments = try await read { db in
            try [-1, 0, 1, 1.5, 2, 900].map {
                try OrderQueries.order(.example, at: start + $0, in: db)?.version
            }
        }
        #expect(moments == [nil, 1, 2, 2, 3, 3])
    }
}
