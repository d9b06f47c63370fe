import Choreography
import ChoreographyTesting
import Payment
import ShopEvents

/// The payment's rules as they are, and a bank that keeps to the contract of ``Payment/PaymentGateway``: what comes
/// again under its key has the effect of one.
enum PaymentVoice {
    /// What the bank has done under the keys of one order.
    struct Bank: Hashable, Sendable {
        enum Charge: Hashable, Sendable { case none, taken, declined, voided }
        var charge = Charge.none
        var isRefunded = false
        /// Whether it was asked for something when payment had nothing to ask any more. A key is no excuse: no bank
        /// keeps it for ever.
        var isAskedInVain = false

        /// Whether the customer's money is here.
        var holdsMoney: Bool { charge == .taken && !isRefunded }
    }

    struct State: Hashable, Sendable {
        var payment = PaymentRules.initial
        var bank = Bank()
    }

    static func voice(of order: OrderID) -> ExplorationVoice {
        ExplorationVoice("payment", about: order.text, initial: State()) { event, state in
            guard let intent = PaymentHearing.intent(hearing: event) else { return [] }
            guard let wish = PaymentRules.wish(for: intent, in: state.payment) else {
                return [turn(intent, nil, state.bank, state, order, nil)]
            }
            var bank = state.bank
            bank.isAskedInVain = bank.isAskedInVain || state.payment.isClosed
            return answers(to: wish, bank).flatMap { answer, bank, note in
                var asked = state
                asked.bank = bank
                return [
                    turn(intent, answer, bank, state, order, note),
                    ExplorationTurn(asked, note: note, dies: true),
                ]
            }
        }
    }

    private static func turn(
        _ intent: PaymentIntent, _ answer: PaymentAnswer?, _ bank: Bank, _ state: State, _ order: OrderID,
        _ note: String?
    ) -> ExplorationTurn<State> {
        let facts = PaymentRules.decide(PaymentCommand(intent, answer: answer), in: state.payment)
        return ExplorationTurn(
            State(payment: facts.reduce(state.payment, PaymentRules.evolve), bank: bank),
            says: facts.compactMap { PaymentSaying.event(stating: $0, about: order) }, note: note)
    }

    private static func answers(to wish: PaymentWish, _ bank: Bank) -> [(PaymentAnswer, Bank, String)] {
        var next = bank
        switch wish {
        case .charge:
            let declined = PaymentAnswer.charge(.declined("the card was declined"))
            let approved = PaymentAnswer.charge(.approved(chargeID: "charge"))
            switch bank.charge {
            case .taken: return [(approved, bank, "the bank has the money already")]
            case .declined, .voided: return [(declined, bank, "the bank declines as before")]
            case .none:
                next.charge = .taken
                var refusal = bank
                refusal.charge = .declined
                return [
                    (approved, next, "the bank takes the money"),
                    (declined, refusal, "the bank declines"),
                ]
            }
        case .refund:
            next.isRefunded = true
            return [(.refund(refundID: "refund"), next, "the bank gives the money back")]
        case .void:
            // A charge that was asked for, and whose answer was lost, is given back.
            if bank.charge == .taken { next.isRefunded = true } else { next.charge = .voided }
            return [(.void, next, "the bank makes sure that nothing is taken")]
        }
    }
}

extension PaymentState {
    /// Whether nothing is left to be taken or given back.
    fileprivate var isClosed: Bool {
        switch self {
        case .untouched, .charged: false
        case .failed, .refunded, .voided: true
        }
    }
}
