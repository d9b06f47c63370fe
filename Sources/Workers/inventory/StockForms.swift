import Choreography
import Inventory
import ShopEvents
import WorkerApplication

/// The body of a delivery.
struct Delivery: Codable {
    let quantity: Int

    static let schema = Schema.object(["quantity": .integer("How many units.", in: 1...1_000_000)])
        .named("Delivery")
}

/// What became of a delivery.
struct Receipt: Codable {
    let sku: SKU
    let quantity: Int
    let status: Acceptance

    static let schema = Schema.object([
        "sku": SKU.schema, "quantity": .integer(in: 1...1_000_000),
        "status": .choice(of: Acceptance.allCases.map(\.rawValue)),
    ]).named("Receipt")
}

extension Shelf {
    static let schema = Schema.object([
        "sku": SKU.schema, "initial": .integer("When the books were opened.", in: 0...Int.max),
        "received": .integer("Taken in since.", in: 0...Int.max),
        "on_hand": .integer("Free to be set aside.", in: 0...Int.max),
        "reserved": .integer("Set aside for orders.", in: 0...Int.max),
        "shipped": .integer("Handed to the carrier.", in: 0...Int.max),
    ]).named("Shelf")
}
