import ShopEvents

extension ShippingRules {
    /// What becomes true; nothing for what is late, repeated, out of place, or lacks its answer.
    public static func decide(_ command: Command, in state: Shipment) -> [Fact] {
        switch command {
        case .send(let address, let answer): send(to: address, answer, in: state)
        case .goAhead(let answer): goAhead(answer, in: state)
        case .callOff(let reason, let answer): callOff(reason, answer, in: state)
        case .collect: collect(in: state)
        case .deliver: deliver(in: state)
        }
    }

    private static func send(to address: ShippingAddress, _ answer: Answer?, in state: Shipment) -> [Fact] {
        guard case .waiting(nil, let isReserved) = state else { return [] }
        return isReserved ? booking(answer) : [.addressKept(address)]
    }

    private static func goAhead(_ answer: Answer?, in state: Shipment) -> [Fact] {
        guard case .waiting(let address, isReserved: false) = state else { return [] }
        return address == nil ? [.reservationNoted] : booking(answer)
    }

    private static func booking(_ answer: Answer?) -> [Fact] {
        switch answer {
        case .booked(let trackingNumber): [.scheduled(trackingNumber: trackingNumber)]
        case .refused(let reason): [.failed(reason: reason)]
        case .cancelled, .tooLate, nil: []
        }
    }

    private static func callOff(_ reason: Reason, _ answer: Answer?, in state: Shipment) -> [Fact] {
        switch (state, answer) {
        case (.dispatched, _), (.delivered, _), (.scheduled, .tooLate): [.cancelRefused(reason: reason)]
        case (.scheduled, .cancelled), (.waiting, .cancelled), (.unknown, _): [.cancelled(reason: reason)]
        case (.scheduled, _), (.waiting, _), (.failed, _), (.cancelled, _): []
        }
    }

    private static func collect(in state: Shipment) -> [Fact] {
        guard case .scheduled(let trackingNumber) = state else { return [] }
        return [.dispatched(trackingNumber: trackingNumber)]
    }

    private static func deliver(in state: Shipment) -> [Fact] {
        switch state {
        case .scheduled(let number):
            [.dispatched(trackingNumber: number), .delivered(trackingNumber: number)]
        case .dispatched(let number): [.delivered(trackingNumber: number)]
        case .waiting, .delivered, .failed, .cancelled: []
        }
    }
}
