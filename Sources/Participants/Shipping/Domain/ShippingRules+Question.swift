extension ShippingRules {
    /// What the carrier must be asked before `command` can be decided; nil when the rules need no answer.
    ///
    /// Calling off an order that is still waiting asks too, once anything about it is known: a booking may
    /// have been made by an attempt that never came to its end (a crash, a dead letter).
    public static func question(for command: Command, in state: Shipment) -> Question? {
        switch (command, state) {
        case (.send(let address, _), .waiting(nil, isReserved: true)): .book(address)
        case (.goAhead, .waiting(let address?, isReserved: false)): .book(address)
        case (.callOff, .scheduled(let trackingNumber)): .cancel(trackingNumber: trackingNumber)
        case (.callOff, .waiting(let address, let isReserved)) where address != nil || isReserved: .withdraw
        default: nil
        }
    }
}
