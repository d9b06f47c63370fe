import ShopEvents

/// The order's rules, row by row the order's part of the table of reactions in `choreography.md`.
package enum OrderRules {
    package static var initial: OrderState { OrderState() }

    /// What becomes true; nothing for all that is late, repeated or out of place.
    package static func decide(_ command: OrderCommand, in state: OrderState) -> [OrderFact] {
        #if MUTANTS
            if command == .expire, ShopMutant.isOn(.deadlineIgnored) { return [] }
        #endif
        return switch (command, state.status) {
        case (.place(let content, let deadline), .unknown): place(content, deadline: deadline)
        case (.place(let content, _), .withdrawn): [.rejected(content, state.reason ?? .notGiven)]

        case (.cancel(let reason), .unknown): [.withdrawn(reason)]
        case (.cancel(let reason), .pending), (.cancel(let reason), .confirmed): [.cancelling(reason)]
        case (.cancel, .shipped): [.cancelRefused("the parcel is on its way")]
        case (.cancel, .delivered): [.cancelRefused("the parcel has arrived")]

        case (.expire, .pending): [.cancelling("it was not confirmed in time")]

        case (.notePayment, .pending): state.isPaid ? [] : [.paymentNoted]
        case (.noteReservation, .pending): state.isReserved ? [] : [.reservationNoted]
        case (.awaitUndoing(let reason), .pending): [.undoing(reason)]
        case (.confirm, .pending): confirmation(of: state)

        case (.close(let reason), .pending), (.close(let reason), .confirmed),
            (.close(let reason), .cancelling):
            [.cancelled(state.reason ?? reason)]

        case (.move(.dispatched), .pending), (.move(.dispatched), .confirmed):
            confirmation(of: state) + [.shipped]
        case (.move(.delivered), .pending), (.move(.delivered), .confirmed), (.move(.delivered), .shipped):
            confirmation(of: state) + [.delivered]
        case (.move(let movement), .cancelling): note(movement, in: state)

        case (.resume(let reason), .cancelling): confirmation(of: state) + [.cancelRefused(reason)]

        default: []
        }
    }

    /// Whether the same order id was used for two different wishes. Neither can be right to drop silently, so
    /// the second one has to become a dead letter; the same wish repeated is no contradiction.
    package static func contradicts(_ command: OrderCommand, _ state: OrderState) -> Bool {
        guard case .place(let content, _) = command, let known = state.content else { return false }
        return content != known
    }

    private static func place(_ content: OrderContent, deadline: Timestamp) -> [OrderFact] {
        switch OrderSense.judge(content) {
        case .accepted(let total): [.placed(content, total: total, deadline: deadline)]
        case .rejected(let reason): [.rejected(content, reason)]
        }
    }

    /// Once per order.
    private static func confirmation(of state: OrderState) -> [OrderFact] {
        guard !state.isConfirmed, let total = state.total else { return [] }
        return [.confirmed(total: total)]
    }

    /// Delivered says more than dispatched, and is never taken back.
    private static func note(_ movement: Movement, in state: OrderState) -> [OrderFact] {
        state.noted == movement || state.noted == .delivered ? [] : [.movementNoted(movement)]
    }
}
