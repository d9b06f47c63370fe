import Choreography
import Order
import ShopEvents

/// The order's rules alone, without a database: events in, state and events out.
struct Play {
    private(set) var state = OrderRules.initial
    private(set) var facts: [OrderFact] = []
    private(set) var said: [any Event] = []

    static let deadline = Timestamp.example

    /// What sets the rules off: an event, or the timer.
    enum Heard: Sendable, CustomStringConvertible {
        case event(any Event)
        case deadline

        var command: OrderCommand? {
            switch self {
            case .event(let event): OrderHearing.command(hearing: event, deadline: Play.deadline)
            case .deadline: .expire
            }
        }

        var description: String {
            switch self {
            case .event(let event): "\(type(of: event).type)"
            case .deadline: "deadline"
            }
        }
    }

    init(_ history: [Heard] = []) {
        for heard in history { hear(heard) }
    }

    /// What is said in answer.
    @discardableResult
    mutating func hear(_ heard: Heard) -> [EventType] {
        guard let command = heard.command else { return [] }
        let new = OrderRules.decide(command, in: state)
        state = OrderRules.fold(new, from: state)
        facts += new
        let events = new.compactMap { OrderSaying.event(stating: $0, about: .example) }
        said += events
        return events.map { type(of: $0).type }
    }

    func count(_ type: EventType) -> Int { said.count { Swift.type(of: $0).type == type } }
}

extension Play.Heard {
    static let requested = Self.event(OrderRequested.example)
    static let senseless = Self.event(
        OrderRequested(
            orderID: .example, customer: .example, lines: [], currency: "EUR", shippingAddress: .example,
            paymentToken: "tok_visa"))
    static let cancelRequested = Self.event(OrderCancelRequested.example)
    static let processed = Self.event(PaymentProcessed.example)
    static let failed = Self.event(PaymentFailed.example)
    static let refunded = Self.event(PaymentRefunded.example)
    static let voided = Self.event(PaymentVoided.example)
    static let reserved = Self.event(InventoryReserved.example)
    static let outOfStock = Self.event(InventoryRejected.example)
    static let scheduled = Self.event(ShippingScheduled.example)
    static let undeliverable = Self.event(ShippingFailed.example)
    static let dispatched = Self.event(ShippingDispatched.example)
    static let delivered = Self.event(ShippingDelivered.example)
    static let cancelRefused = Self.event(ShippingCancelRefused.example)

    /// Everything that the order hears.
    static let all: [Self] = [
        .requested, .cancelRequested, .deadline, .processed, .failed, .refunded, .voided, .reserved,
        .outOfStock, .scheduled, .undeliverable, .dispatched, .delivered, .cancelRefused,
    ]
}
