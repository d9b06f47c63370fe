public import Choreography

extension Score {
    /// The shop: who hears what, what each may say in answer, what undoes what.
    public static let shop = Score(
        name: "shop",
        outside: [
            Voice("storefront", says: [OrderRequested.self, OrderCancelRequested.self]),
            Voice("carrier", says: [CarrierCollected.self, CarrierDelivered.self]),
            Voice("warehouse", says: [WarehouseReceived.self]),
        ],
        parts: [order, payment, inventory, shipping, email],
        undoes: [
            Undo(OrderPlaced.self, undoneBy: [OrderCancelled.self]),
            Undo(PaymentProcessed.self, undoneBy: [PaymentRefunded.self]),
            Undo(InventoryReserved.self, undoneBy: [InventoryReleased.self]),
            Undo(ShippingScheduled.self, undoneBy: [ShippingCancelled.self]),
        ],
        terminal: [
            OrderRejected.self, OrderConfirmed.self, OrderCancelled.self, OrderCancelRefused.self,
            ShippingDelivered.self,
        ],
        informational: [InventoryRestocked.self, InventoryDepleted.self])

    private static let order = Part(
        "order",
        [
            .on(OrderRequested.self, says: [OrderPlaced.self, OrderRejected.self]),
            .on(OrderCancelRequested.self, says: [OrderCancelling.self, OrderCancelRefused.self]),
            .onTimer("deadline", says: [OrderCancelling.self]),
            // forward
            .on(PaymentProcessed.self),
            .on(InventoryReserved.self),
            .on(ShippingScheduled.self, says: [OrderConfirmed.self]),
            .on(ShippingDispatched.self, says: [OrderConfirmed.self]),
            .on(ShippingDelivered.self, says: [OrderConfirmed.self]),
            // backward
            .on(ShippingFailed.self),
            .on(InventoryRejected.self),
            .on(PaymentFailed.self, says: [OrderCancelled.self]),
            .on(PaymentRefunded.self, says: [OrderCancelled.self]),
            .on(PaymentVoided.self, says: [OrderCancelled.self]),
            .on(ShippingCancelRefused.self, says: [OrderConfirmed.self, OrderCancelRefused.self]),
        ])

    private static let payment = Part(
        "payment",
        [
            .on(OrderPlaced.self, says: [PaymentProcessed.self, PaymentFailed.self]),
            .on(InventoryRejected.self, says: [PaymentRefunded.self, PaymentVoided.self]),
            .on(InventoryReleased.self, says: [PaymentRefunded.self, PaymentVoided.self]),
        ])

    private static let inventory = Part(
        "inventory",
        [
            .on(OrderPlaced.self, says: reservation),
            .on(PaymentProcessed.self, says: reservation),
            .on(ShippingDispatched.self),
            .on(WarehouseReceived.self, says: [InventoryRestocked.self]),
            .on(ShippingFailed.self, says: [InventoryReleased.self, InventoryRestocked.self]),
            .on(ShippingCancelled.self, says: [InventoryReleased.self, InventoryRestocked.self]),
        ])

    /// Said once both the lines and the go-ahead are there, whichever came last.
    private static let reservation: [any Event.Type] = [
        InventoryReserved.self, InventoryRejected.self, InventoryDepleted.self,
    ]

    private static let shipping = Part(
        "shipping",
        [
            .on(OrderPlaced.self, says: booking),
            .on(InventoryReserved.self, says: booking),
            .on(CarrierCollected.self, says: [ShippingDispatched.self]),
            .on(CarrierDelivered.self, says: [ShippingDispatched.self, ShippingDelivered.self]),
            .on(OrderCancelling.self, says: [ShippingCancelled.self, ShippingCancelRefused.self]),
        ])

    /// Said once both the address and the go-ahead are there, whichever came last.
    private static let booking: [any Event.Type] = [ShippingScheduled.self, ShippingFailed.self]

    private static let email = Part(
        "email",
        [
            .on(OrderPlaced.self),
            .on(OrderRejected.self),
            .on(OrderConfirmed.self),
            .on(OrderCancelled.self),
            .on(OrderCancelRefused.self),
            .on(ShippingDispatched.self),
            .on(ShippingDelivered.self),
        ])
}
