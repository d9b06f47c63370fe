import Choreography
import Shipping

@testable import ShopEvents

/// The rules in memory: events in, the types of what is said out. The carrier's answers are given.
struct Desk {
    var shipment = ShippingRules.initial
    var booking = ShippingRules.Answer.booked(trackingNumber: "TRK-1")
    var cancellation = ShippingRules.Answer.cancelled
    private(set) var asked: [ShippingRules.Question] = []

    /// Hears events one by one, and tells what is said in answer to the last.
    @discardableResult
    mutating func hear(_ events: any ShopEvent...) -> [EventType] {
        var said: [EventType] = []
        for event in events {
            guard let unasked = ShippingRules.Command(hearing: event) else { return ["test.not_heard"] }
            var command = unasked
            if let question = ShippingRules.question(for: unasked, in: shipment) {
                command = ShippingRules.Command(hearing: event, answer: answer(to: question)) ?? unasked
            }
            let facts = ShippingRules.decide(command, in: shipment)
            shipment = ShippingRules.fold(facts, from: shipment)
            said = facts.compactMap { $0.event(of: OrderID.example).map { type(of: $0).type } }
        }
        return said
    }

    private mutating func answer(to question: ShippingRules.Question) -> ShippingRules.Answer {
        asked.append(question)
        switch question {
        case .book: return booking
        case .cancel: return cancellation
        case .withdraw: return .cancelled
        }
    }
}

let placed = OrderPlaced.example
let reserved = InventoryReserved.example
let cancelling = OrderCancelling.example
let collected = CarrierCollected.example
let delivered = CarrierDelivered.example
