import Choreography
import Order
import ShopEvents
import WorkerApplication

/// Accepts orders and follows them to the end.
@main struct OrderWorker {
    static let deadline = Setting<Duration>.duration(
        "deadline", in: .seconds(1) ... .seconds(30 * 86_400), default: .seconds(15 * 60),
        help: "How long an order may remain unconfirmed before it is cancelled.")

    static func main() async {
        await WorkerApplication.run(
            "order", in: .shop, about: "accepts orders, follows them to the end, cancels what is overdue",
            httpPort: 8081, settings: [deadline], examples: ["DEADLINE=2m order"],
            routes: { context in try endpoints(context) }, gauges: gauges
        ) { settings, _ in
            OrderParticipant(deadline: settings[deadline])
        }
    }

    @Sendable static func gauges(_ context: WorkerContext) -> [ScrapedGauge] {
        [
            ScrapedGauge("shop_orders", "Orders by where they stand.", by: "status") {
                try await context.store.read { db in try OrderQueries.counts(in: db) }
            }
        ]
    }

    static func endpoints(_ context: WorkerContext) throws -> [Endpoint] {
        let desk = try OrderDesk(context)
        let orders = OrderRoutes(desk: desk, watch: StreamWatch(context.store), streams: context.streams)
        return orders.endpoints + ReportRoutes(desk: desk).endpoints
    }
}
