package import Choreography
package import ShopEvents

/// An event about one order that asks it for something whatever the time.
package protocol HeardByOrder: OrderEvent {
    /// What the order is asked to do about it.
    var orderCommand: OrderCommand { get }
}

/// Which command an event stands for.
package enum OrderHearing {
    /// nil for what the order does not hear.
    ///
    /// - Parameter deadline: until when an order that is asked for now would have to be confirmed.
    package static func command(hearing event: any Event, deadline: Timestamp) -> OrderCommand? {
        if let request = event as? OrderRequested {
            return .place(OrderContent(request), deadline: deadline)
        }
        return (event as? any HeardByOrder)?.orderCommand
    }
}

extension OrderCancelRequested: HeardByOrder {
    package var orderCommand: OrderCommand { .cancel(reason) }
}

extension PaymentProcessed: HeardByOrder {
    package var orderCommand: OrderCommand { .notePayment }
}

extension PaymentFailed: HeardByOrder {
    package var orderCommand: OrderCommand { .close(reason) }
}

extension PaymentRefunded: HeardByOrder {
    package var orderCommand: OrderCommand { .close(reason) }
}

extension PaymentVoided: HeardByOrder {
    package var orderCommand: OrderCommand { .close(reason) }
}

extension InventoryReserved: HeardByOrder {
    package var orderCommand: OrderCommand { .noteReservation }
}

extension InventoryRejected: HeardByOrder {
    package var orderCommand: OrderCommand { .awaitUndoing(reason) }
}

extension ShippingScheduled: HeardByOrder {
    package var orderCommand: OrderCommand { .confirm }
}

extension ShippingFailed: HeardByOrder {
    package var orderCommand: OrderCommand { .awaitUndoing(reason) }
}

extension ShippingDispatched: HeardByOrder {
    package var orderCommand: OrderCommand { .move(.dispatched) }
}

extension ShippingDelivered: HeardByOrder {
    package var orderCommand: OrderCommand { .move(.delivered) }
}

extension ShippingCancelRefused: HeardByOrder {
    package var orderCommand: OrderCommand { .resume(reason) }
}
