import Choreography
import ChoreographyTesting
import Shipping
import ShopEvents

/// The rules of the parcels as they are, and a carrier that keeps to the contract of ``Shipping/Carrier``.
enum ShippingVoice {
    /// Where the parcel is, as the carrier knows it.
    enum Parcel: Hashable, Sendable {
        case unknown, booked, refused, calledOff, collected, delivered

        var hasLeft: Bool { self == .collected || self == .delivered }
    }

    struct State: Hashable, Sendable {
        var shipment = ShippingRules.initial
        var parcel = Parcel.unknown
    }

    private static let number = "PARCEL"

    static func voice(of order: OrderID, isCollected: Bool) -> ExplorationVoice {
        let limit = isCollected ? 1 : 0
        return ExplorationVoice("shipping", about: order.text, initial: State()) { event, state in
            hear(event, state, order)
        }.impulse("the carrier collects the parcel", atMost: limit) { (state: State) in
            // Nobody hands a parcel over whose booking is not in the books.
            guard case .scheduled = state.shipment, state.parcel == .booked else { return [] }
            let collected = CarrierCollected(orderID: order, trackingNumber: number)
            return [ExplorationTurn(State(shipment: state.shipment, parcel: .collected), says: [collected])]
        }.impulse("the carrier delivers the parcel", atMost: limit) { (state: State) in
            guard state.parcel == .collected else { return [] }
            let delivered = CarrierDelivered(orderID: order, trackingNumber: number)
            return [ExplorationTurn(State(shipment: state.shipment, parcel: .delivered), says: [delivered])]
        }
    }

    private static func hear(_ event: any Event, _ state: State, _ order: OrderID) -> [ExplorationTurn<State>]
    {
        guard let event = event as? any ShopEvent, let command = ShippingRules.Command(hearing: event) else {
            return []
        }
        guard let question = ShippingRules.question(for: command, in: state.shipment) else {
            return [turn(command, state.parcel, state, order, nil)]
        }
        return answers(to: question, state.parcel).flatMap { answer, parcel, note in
            guard let command = ShippingRules.Command(hearing: event, answer: answer) else {
                return [ExplorationTurn<State>]()
            }
            return [
                turn(command, parcel, state, order, note),
                ExplorationTurn(State(shipment: state.shipment, parcel: parcel), note: note, dies: true),
            ]
        }
    }

    private static func turn(
        _ command: ShippingRules.Command, _ parcel: Parcel, _ state: State, _ order: OrderID, _ note: String?
    ) -> ExplorationTurn<State> {
        let facts = ShippingRules.decide(command, in: state.shipment)
        return ExplorationTurn(
            State(shipment: ShippingRules.fold(facts, from: state.shipment), parcel: parcel),
            says: facts.compactMap { $0.event(of: order) }, note: note)
    }

    private static func answers(
        to question: ShippingRules.Question, _ parcel: Parcel
    ) -> [(ShippingRules.Answer, Parcel, String)] {
        switch question {
        case .book where parcel == .refused || parcel == .calledOff: [refusal]
        case .book where parcel == .unknown: [booking, refusal]
        case .book: [booking]
        case .cancel where parcel.hasLeft: [(.tooLate, parcel, "the carrier has the parcel already")]
        case .cancel, .withdraw: [(.cancelled, .calledOff, "the carrier will not come")]
        }
    }

    private static let booking = (
        ShippingRules.Answer.booked(trackingNumber: number), Parcel.booked, "the carrier will come"
    )
    private static let refusal = (
        ShippingRules.Answer.refused(reason: "the carrier does not go there"), Parcel.refused,
        "the carrier refuses"
    )
}
