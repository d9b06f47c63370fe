// One order's values, shared by the examples of all event types.

extension OrderID {
    /// The order that all examples are about.
    public static let example = OrderID(known: "5e1f0c3a-7b0e-4c59-9a57-3d0d3b1f2a10")
}

extension SKU {
    /// What the example order is made of.
    public static let example = SKU(known: "product_1")
}

extension Currency {
    /// What the example order is paid in.
    public static let example = Currency(known: "EUR")
}

extension Customer {
    /// Who places the example order.
    public static let example = Customer(id: "c-1", name: "Zoë Müller", email: "zoe@example.com")
}

extension OrderLine {
    /// The only line of the example order.
    public static let example = OrderLine(sku: .example, quantity: 2, unitPrice: 1250)
}

extension ShippingAddress {
    /// Where the example order goes.
    public static let example = ShippingAddress(
        name: "Zoë Müller", street: "Hauptstr. 1", city: "Berlin", postalCode: "10115", country: "DE")
}

extension Money {
    /// What the example order costs: 25.00 EUR.
    public static let example = Money(amount: 2500, currency: .example)
}

extension Timestamp {
    /// Until when the example order must be confirmed: `2026-01-02T03:19:05.000Z`.
    public static let example = Timestamp(milliseconds: 1_767_323_945_000)
}
