import ShopEvents

extension Scenario {
    /// Where the simulated carrier of the demo does not go.
    static let refusedCountry = "AQ"

    /// What the customer asks for.
    func request(_ order: OrderID) throws -> OrderRequested {
        OrderRequested(
            orderID: order, customer: customer, lines: [try line], currency: "EUR", shippingAddress: address,
            paymentToken: self == .declined ? "tok_declined" : "tok_visa")
    }

    private var customer: Customer {
        Customer(id: "demo-\(rawValue)", name: name, email: "\(rawValue)@example.com")
    }

    private var name: String {
        switch self {
        case .confirmed: "Zoë Müller"
        case .declined: "Ben Okafor"
        case .outOfStock: "Ada Lindqvist"
        case .undeliverable: "Roald Nansen"
        case .cancelled: "Mia Rossi"
        case .duplicate: "Tom Tanaka"
        case .expired: "Eva Novák"
        }
    }

    private var line: OrderLine {
        get throws {
            switch self {
            case .confirmed: OrderLine(sku: .example, quantity: 2, unitPrice: 1250)
            case .outOfStock: OrderLine(sku: try Self.sku("product_2"), quantity: 60, unitPrice: 150)
            case .undeliverable: OrderLine(sku: try Self.sku("product_3"), quantity: 1, unitPrice: 8900)
            default: OrderLine(sku: try Self.sku("product_3"), quantity: 1, unitPrice: 990)
            }
        }
    }

    private static func sku(_ text: String) throws -> SKU {
        guard let sku = SKU(text) else { throw CommandFailure(.failed, "\(text) is no sku") }
        return sku
    }

    private var address: ShippingAddress {
        self == .undeliverable
            ? ShippingAddress(
                name: name, street: "Amundsen-Scott Station 1", city: "South Pole", postalCode: "0",
                country: Self.refusedCountry)
            : ShippingAddress(
                name: name, street: "Hauptstr. 1", city: "Berlin", postalCode: "10115", country: "DE")
    }
}
