import Choreography
import Foundation
import Logging
import Order
import ShopEvents
import WorkerApplication

/// Where commands and queries about orders are handled, whoever brings them.
///
/// Commands go the way of every event: through the inbox, in one transaction with the order's facts and what is
/// said about it. Queries read on connections of their own and never wait for that.
struct OrderDesk: Sendable {
    let commands: CommandBus
    let queries: QueryBus

    init(_ context: WorkerContext) throws(Failure) {
        let (store, entrance) = (context.store, context.entrance)
        let middleware: [any Middleware] = [
            MeasureCalls(), LogCalls(to: context.logger), Timeout(.seconds(10)),
        ]
        commands = try CommandBus(
            [
                .on(PlaceOrder.self) { command, _ in
                    try await Self.place(command, through: entrance, store)
                },
                .on(CancelOrder.self) { command, _ in
                    try await Self.cancel(command, through: entrance, store)
                },
            ], through: middleware)
        let lists = QueryCache<ListOrders>(capacity: 50, lifetime: .seconds(60))
        context.worker.projector.onChange { projection in
            if projection == "order_view" { lists.invalidate() }
        }
        queries = try QueryBus(
            [
                .on(FindOrder.self) { query, _ in try await Self.find(query, in: store) },
                .on(FindAuditTrail.self) { query, _ in
                    try await store.read { try OrderQueries.events(of: query.order, in: $0) }
                },
                .on(FindSteps.self) { query, _ in
                    try await store.read {
                        try OrderQueries.steps(of: query.order, since: query.since, in: $0)
                    }
                },
                .on(ListOrders.self, cachedIn: lists) { query, _ in
                    try await store.read { db in
                        try OrderQueries.orders(
                            userID: query.userID, status: query.status, page: query.page,
                            pageSize: query.pageSize, in: db)
                    }
                },
                .on(FindCustomerHistory.self) { query, _ in
                    try await store.read { try OrderQueries.history(ofCustomer: query.userID, in: $0) }
                },
                .on(FindDailyRevenue.self) { _, _ in
                    try await store.read { try OrderQueries.dailyRevenue(in: $0) }
                },
                .on(CountCancellations.self) { _, _ in
                    try await store.read { try OrderQueries.cancellations(in: $0) }
                },
            ], through: middleware)
    }

    private static func place(
        _ command: PlaceOrder, through entrance: any EventEntrance, _ store: Store
    ) async throws -> OrderReceipt {
        let asked = command.request.orderID
        guard let order = OrderNaming.orderID(asked: asked, messageID: command.key) else {
            throw Failure.permanent(.invalidValue, "no order id can be made of the key")
        }
        let acceptance = try await entrance.accept(command.request, messageID: command.key)
        return try await receipt(acceptance, of: order, in: store)
    }

    /// Of events, a cancellation may come before its order. A customer at the door has seen the order before.
    private static func cancel(
        _ command: CancelOrder, through entrance: any EventEntrance, _ store: Store
    ) async throws -> OrderReceipt {
        _ = try await find(FindOrder(order: command.order), in: store)
        let event = OrderCancelRequested(orderID: command.order, reason: command.reason)
        let acceptance = try await entrance.accept(event, messageID: command.key)
        return try await receipt(acceptance, of: command.order, in: store)
    }

    private static func receipt(
        _ acceptance: Acceptance, of order: OrderID, in store: Store
    ) async throws -> OrderReceipt {
        let details = try await store.read { try OrderQueries.order(order, in: $0) }
        return OrderReceipt(orderID: order, acceptance: acceptance, status: details?.status)
    }

    private static func find(_ query: FindOrder, in store: Store) async throws -> OrderDetails {
        let found = try await store.read { db in
            switch query.at {
            case nil: try OrderQueries.order(query.order, in: db)
            case .version(let version)?: try OrderQueries.order(query.order, atVersion: version, in: db)
            case .time(let moment)?: try OrderQueries.order(query.order, at: moment, in: db)
            }
        }
        guard let found else { throw UnknownOrder(isPast: query.at != nil) }
        return found
    }
}

/// Nothing was heard of an order, or had been by then.
struct UnknownOrder: Error, Hashable {
    let isPast: Bool
}
