import Choreography
import Shipping
import ShopEvents
import WorkerApplication

/// Books the carrier, and calls it off.
@main struct ShippingWorker {
    static let refusedCountries = Setting<[String]>.list(
        "refused.countries", placeholder: "XX,YY",
        help: "Country codes that the simulated carrier refuses.")

    static func main() async {
        await WorkerApplication.run(
            "shipping", in: .shop,
            about: "books a carrier once address and stock are there, calls it off in time",
            httpPort: 8084, settings: [refusedCountries], examples: ["REFUSED_COUNTRIES=AQ,KP shipping"]
        ) { settings, logger in
            ShippingParticipant(
                carrier: SimulatedCarrier(refusedCountries: Set(settings[refusedCountries])),
                through: .watched(by: logger) + .carrier())
        }
    }
}
