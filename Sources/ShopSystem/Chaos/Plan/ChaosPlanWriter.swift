import ChoreographyTesting
import ShopEvents

/// Writes down who orders what, and when.
struct ChaosPlanWriter {
    let count: Int
    var generator: SeededGenerator
    private(set) var orders: [ChaosOrder] = []
    private(set) var publications: [ChaosPublication] = []

    init(count: Int, generator: SeededGenerator) {
        self.count = count
        self.generator = generator
    }

    /// The next order, with what its customer says of it.
    mutating func write(_ story: ChaosStory) {
        let text = generator.uuid(orders.count)
        // A UUID by construction.
        guard let id = OrderID(text), let request = request(id, story) else { return }
        let position = orders.count
        orders.append(ChaosOrder(id: id, story: story))
        let wish = ChaosPublication.Content.cancel(
            OrderCancelRequested(orderID: id, reason: "changed my mind"))
        switch story {
        case .cancelledFirst:
            publish(wish, at: position)
            publish(.request(request), at: later(than: position, by: 1...10))
        case .cancelledAtOnce:
            publish(.request(request), at: position)
            publish(wish, at: position)
        case .cancelledLater:
            publish(.request(request), at: position)
            publish(wish, at: later(than: position, by: 5...200))
        case .askedTwice:
            publish(.request(request), at: position)
            publish(.request(request), at: later(than: position, by: 0...100))
        default:
            publish(.request(request), at: position)
        }
    }

    /// What the warehouse brings of the goods that are scarce.
    mutating func restock() {
        guard let scarce = ChaosGoods.scarce else { return }
        for position in stride(from: 25, to: count, by: 50) {
            let quantity = Int.random(in: 1...3, using: &generator)
            publish(.stock(WarehouseReceived(sku: scarce, quantity: quantity)), at: position)
        }
    }

    private mutating func later(than position: Int, by range: ClosedRange<Int>) -> Int {
        min(count - 1, position + Int.random(in: range, using: &generator))
    }

    private mutating func publish(_ content: ChaosPublication.Content, at position: Int) {
        publications.append(
            ChaosPublication(
                position: position, messageID: generator.uuid(publications.count), content: content))
    }

    private mutating func request(_ id: OrderID, _ story: ChaosStory) -> OrderRequested? {
        guard let line = line(story) else { return nil }
        let number = orders.count
        let name = "Customer \(number)"
        return OrderRequested(
            orderID: id,
            customer: Customer(id: "c-\(number)", name: name, email: "c\(number)@example.com"),
            lines: [line], currency: story == .senseless ? "XXL" : "EUR",
            shippingAddress: ShippingAddress(
                name: name, street: "Hauptstr. \(number)", city: "Berlin", postalCode: "10115",
                country: story == .undeliverable ? ChaosGoods.refusedCountry : "DE"),
            paymentToken: story == .declined ? "tok_declined" : "tok_visa")
    }

    private mutating func line(_ story: ChaosStory) -> OrderLine? {
        let quantity = Int.random(in: 1...2, using: &generator)
        let price = Int64.random(in: 100...9900, using: &generator)
        switch story {
        case .contested:
            return ChaosGoods.scarce.map { OrderLine(sku: $0, quantity: quantity, unitPrice: price) }
        // So cheap that the payment goes through.
        case .outOfStock:
            return ChaosGoods.scarce.map {
                OrderLine(sku: $0, quantity: ChaosGoods.tooMany, unitPrice: 1)
            }
        default:
            return ChaosGoods.plentiful.randomElement(using: &generator).map {
                OrderLine(sku: $0, quantity: quantity, unitPrice: price)
            }
        }
    }
}
