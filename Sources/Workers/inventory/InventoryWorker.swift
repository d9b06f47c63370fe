import Choreography
import Inventory
import ShopEvents
import WorkerApplication

/// Sets stock aside, gives it back, lets it go.
@main struct InventoryWorker {
    static let stockFile = Setting<String?>.text(
        "stock.file", placeholder: "FILE",
        help: """
            JSON object of skus and quantities for the shelves of a new database, as in {"product_1": 100}; \
            later changes come as warehouse.received. Without it: product_1 100, product_2 50, product_3 200.
            """)

    static func main() async {
        await WorkerApplication.run(
            "inventory", in: .shop, about: "sets aside what paid orders want, all lines or none",
            httpPort: 8083, settings: [stockFile], examples: ["inventory --stock-file stock.json"],
            routes: { context in
                StockRoutes(queries: StockQueries(context.store), entrance: context.entrance).endpoints
            }
        ) { settings, _ in
            InventoryParticipant(initialStock: try stock(from: settings[stockFile]))
        }
    }

    private static func stock(from file: String?) throws -> InitialStock {
        guard let file else { return .standard }
        do {
            return try InitialStock(file: file)
        } catch {
            throw WrongSetting(stockFile, "\(error)")
        }
    }
}
