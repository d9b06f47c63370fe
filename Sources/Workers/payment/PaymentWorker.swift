import Choreography
import Payment
import ShopEvents
import WorkerApplication

/// Takes the money, and gives it back.
@main struct PaymentWorker {
    static let gatewayLatency = Setting<Duration>.duration(
        "gateway.latency", in: .zero ... .seconds(60), default: .zero,
        help: "How long the simulated gateway takes to answer.")

    static func main() async {
        await WorkerApplication.run(
            "payment", in: .shop, about: "takes the money for an order once, and gives it back once",
            httpPort: 8082, settings: [gatewayLatency], examples: ["payment --gateway-latency 200ms"],
            routes: { PaymentRoutes(queries: PaymentQueries($0.store)).endpoints }
        ) { settings, logger in
            PaymentParticipant(
                gateway: SimulatedGateway(latency: settings[gatewayLatency]),
                through: .watched(by: logger) + .paymentGateway())
        }
    }
}
