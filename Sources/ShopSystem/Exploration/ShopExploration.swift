import Choreography
public import ChoreographyTesting
import Inventory
import ShopEvents

/// The shop's dance, to be searched exhaustively: the rules of all five workers, the bank, the carrier and the
/// mailbox beside them, a customer who may change their mind, and a deadline that may pass at any moment.
public struct ShopExploration: Sendable, Encodable {
    /// How many orders there are; all want the same sku.
    public var orders: Int
    /// How many units of it there are.
    public var stock: Int
    /// How many extra deliveries there may be in all.
    public var duplicates: Int
    /// How often a process may die between what it asks for outside and its transaction.
    public var deaths: Int
    /// How many of the orders may be cancelled by their customer.
    public var cancellations: Int
    /// Whether deadlines may pass.
    public var deadlines: Bool
    /// Whether the carrier comes for the parcels.
    public var collections: Bool
    /// Whether mails are written. They change nothing for anybody else.
    public var mails: Bool

    /// One order, and everything that can happen to it.
    public static let oneOrder = ShopExploration(
        orders: 1, stock: 1, duplicates: 2, deaths: 2, cancellations: 1, deadlines: true, collections: true,
        mails: false)
    /// One order, and the mails about it.
    public static let mailed = ShopExploration(
        orders: 1, stock: 1, duplicates: 1, deaths: 0, cancellations: 1, deadlines: true, collections: true,
        mails: true)
    /// Two orders that want the last unit.
    public static let lastUnit = ShopExploration(
        orders: 2, stock: 1, duplicates: 0, deaths: 0, cancellations: 2, deadlines: false, collections: false,
        mails: false)

    /// Everybody and everything that must hold.
    public func exploration() -> Exploration {
        let ids = (0..<orders).map(Self.id)
        let shop = Inventory.InventoryRules.State(stock: [Self.sku: .opening(stock)])
        var voices = [InventoryVoice.voice(shop)]
        for (number, id) in ids.enumerated() {
            voices.append(CustomerVoice.voice(of: id, mayCancel: number < cancellations))
            voices.append(OrderVoice.voice(of: id, hasDeadline: deadlines))
            voices.append(PaymentVoice.voice(of: id))
            voices.append(ShippingVoice.voice(of: id, isCollected: collections))
            if mails { voices.append(EmailVoice.voice(of: id)) }
        }
        return Exploration(
            .shop, voices: voices, openings: ids.map(CustomerVoice.wish), duplicates: duplicates,
            deaths: deaths,
            invariants: ids.flatMap { ShopInvariants.of($0, withMails: mails) } + ShopInvariants.ofStock)
    }

    static let sku = SKU(known: "product_1")

    private static func id(_ number: Int) -> OrderID {
        OrderID(known: "\(number + 1)0000000-0000-4000-8000-000000000000")
    }
}
