import ShopEvents

/// The payment's rules, row by row the payment's part of the table of reactions in `choreography.md`:
/// at most one charge per order, at most one refund, and none of what was never taken.
package enum PaymentRules {
    package static var initial: PaymentState { .untouched }

    /// What to ask of the provider; nil when the intent changes nothing.
    package static func wish(for intent: PaymentIntent, in state: PaymentState) -> PaymentWish? {
        #if MUTANTS
            if case (.giveBack, .refunded(let charge, _, _)) = (intent, state), ShopMutant.isOn(.refundTwice)
            {
                return .refund(charge)
            }
        #endif
        return switch (intent, state) {
        case (.pay(let money, let token), .untouched): .charge(money, token: token)
        case (.giveBack, .charged(let charge)): .refund(charge)
        case (.giveBack, .untouched): .void
        default: nil
        }
    }

    /// What becomes true; nothing for all that is late, repeated or out of place, and nothing while a wish is
    /// without its answer.
    package static func decide(_ command: PaymentCommand, in state: PaymentState) -> [PaymentFact] {
        #if MUTANTS
            if case (.giveBack(let reason), .refunded(let charge, let id, _)) = (command.intent, state),
                ShopMutant.isOn(.refundTwice)
            {
                return [.refunded(charge, refundID: id, reason)]
            }
        #endif
        return switch (command.intent, state, command.answer) {
        case (.pay(let money, _), .untouched, .charge(.approved(let id))):
            [.charged(Charge(id: id, money: money))]
        case (.pay, .untouched, .charge(.declined(let reason))): [.failed(reason)]
        case (.giveBack(let reason), .charged(let charge), .refund(let id)):
            [.refunded(charge, refundID: id, reason)]
        case (.giveBack(let reason), .untouched, .void): [.voided(reason)]
        default: []
        }
    }

    /// The state once `fact` is true.
    package static func evolve(_ state: PaymentState, _ fact: PaymentFact) -> PaymentState {
        #if MUTANTS
            if case .voided = fact, ShopMutant.isOn(.paymentWithoutTombstone) { return state }
        #endif
        return switch fact {
        case .charged(let charge): .charged(charge)
        case .failed(let reason): .failed(reason)
        case .refunded(let charge, let refundID, let reason): .refunded(charge, refundID: refundID, reason)
        case .voided(let reason): .voided(reason)
        }
    }
}
