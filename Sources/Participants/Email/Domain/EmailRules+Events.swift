public import ShopEvents

extension EmailRules.Command {
    /// What hearing `event` asks of us, with how its letters ended once they were tried; nil for what email
    /// does not hear.
    public init?(
        hearing event: any ShopEvent, outcomes: [MailKind: Correspondence.Outcome] = [:]
    ) {
        guard let news = News(event) else { return nil }
        self.init(news, to: Addressee(event), outcomes: outcomes)
    }
}

extension News {
    fileprivate init?(_ event: any ShopEvent) {
        switch event {
        case is OrderPlaced: self = .received
        case let event as OrderRejected: self = .rejected(reason: event.reason)
        case is OrderConfirmed: self = .confirmed
        case let event as OrderCancelled: self = .cancelled(reason: event.reason)
        case let event as OrderCancelRefused: self = .cancelRefused(reason: event.reason)
        case let event as ShippingDispatched: self = .dispatched(trackingNumber: event.trackingNumber)
        case let event as ShippingDelivered: self = .delivered(trackingNumber: event.trackingNumber)
        default: return nil
        }
    }
}

extension Addressee {
    /// Only `order.placed` and `order.rejected` know whom to write to.
    fileprivate init?(_ event: any ShopEvent) {
        switch event {
        case let event as OrderPlaced:
            self.init(
                name: event.customer.name, email: event.customer.email,
                receipt: Receipt(lines: event.lines, total: event.money))
        case let event as OrderRejected:
            self.init(name: event.customer.name, email: event.customer.email)
        default: return nil
        }
    }
}
