import ShopEvents

extension OrderRules {
    /// The state once `fact` is true.
    package static func evolve(_ state: OrderState, _ fact: OrderFact) -> OrderState {
        var next = state
        switch fact {
        case .placed(let content, let total, let deadline):
            next.status = .pending
            next.content = content
            next.total = total
            next.deadline = deadline
        case .rejected(let content, let reason):
            next.content = content
            next.end(.rejected, reason)
        case .withdrawn(let reason): next.end(.withdrawn, reason)
        case .paymentNoted: next.isPaid = true
        case .reservationNoted: next.isReserved = true
        case .confirmed:
            next.isConfirmed = true
            if state.status == .pending { next.status = .confirmed }
        case .shipped: next.status = .shipped
        case .delivered: next.status = .delivered
        case .cancelling(let reason), .undoing(let reason): next.end(.cancelling, reason)
        case .movementNoted(let movement): next.noted = movement
        case .cancelRefused: next.goOn()
        case .cancelled(let reason): next.end(.cancelled, reason)
        }
        return next
    }
}

extension OrderState {
    fileprivate mutating func end(_ status: OrderStatus, _ reason: Reason) {
        self.status = status
        self.reason = reason
    }

    /// Back on the forward path, as far as the parcel got meanwhile.
    fileprivate mutating func goOn() {
        guard status == .cancelling else { return }
        status =
            switch noted {
            case nil: .confirmed
            case .dispatched: .shipped
            case .delivered: .delivered
            }
        noted = nil
        reason = nil
    }
}
