public import ShopEvents

extension ShippingRules.Command {
    /// What hearing `event` asks of shipping, with the carrier's answer once there is one; nil for what
    /// shipping does not hear.
    public init?(hearing event: any ShopEvent, answer: ShippingRules.Answer? = nil) {
        switch event {
        case let event as OrderPlaced: self = .send(to: event.shippingAddress, answer)
        case is InventoryReserved: self = .goAhead(answer)
        case let event as OrderCancelling: self = .callOff(reason: event.reason, answer)
        case is CarrierCollected: self = .collect
        case is CarrierDelivered: self = .deliver
        default: return nil
        }
    }
}

extension ShippingRules.Fact {
    /// What shipping says of it; nil for what is nobody else's business.
    public func event(of order: OrderID) -> (any ShopEvent)? {
        switch self {
        case .scheduled(let number): ShippingScheduled(orderID: order, trackingNumber: number)
        case .failed(let reason): ShippingFailed(orderID: order, reason: reason)
        case .cancelled(let reason): ShippingCancelled(orderID: order, reason: reason)
        case .cancelRefused(let reason): ShippingCancelRefused(orderID: order, reason: reason)
        case .dispatched(let number): ShippingDispatched(orderID: order, trackingNumber: number)
        case .delivered(let number): ShippingDelivered(orderID: order, trackingNumber: number)
        case .addressKept, .reservationNoted: nil
        }
    }
}
