#if MUTANTS
    import ShopEvents
#endif

extension ShippingRules {
    /// The shipment once `fact` is true.
    public static func evolve(_ state: Shipment, _ fact: Fact) -> Shipment {
        #if MUTANTS
            if case (.cancelled, .waiting) = (fact, state), ShopMutant.isOn(.shippingWithoutTombstone) {
                return state
            }
        #endif
        return switch (fact, state) {
        case (.addressKept(let address), .waiting(_, let isReserved)):
            .waiting(address, isReserved: isReserved)
        case (.reservationNoted, .waiting(let address, _)): .waiting(address, isReserved: true)
        case (.scheduled(let trackingNumber), _): .scheduled(trackingNumber: trackingNumber)
        case (.failed, _): .failed
        case (.cancelled, _): .cancelled
        case (.dispatched(let trackingNumber), _): .dispatched(trackingNumber: trackingNumber)
        case (.delivered(let trackingNumber), _): .delivered(trackingNumber: trackingNumber)
        case (.addressKept, _), (.reservationNoted, _), (.cancelRefused, _): state
        }
    }
}
