extension CrashEnd {
    /// What has happened outside, and what could not be handled.
    static let outside = [
        "bank": """
        delivered/charge: charged 1250 EUR
        confirmed/charge: charged 1250 EUR
        declined/charge: declined 1250 EUR
        outOfStock/charge: charged 251250 EUR
        outOfStock/refund: refunded 251250 EUR
        unreachable/charge: charged 1250 EUR
        unreachable/refund: refunded 1250 EUR
        changedMind/charge: charged 62500 EUR
        changedMind/refund: refunded 62500 EUR
        tooLate/charge: charged 1250 EUR
        doomed/charge: charged 1250 EUR
        doomed/refund: refunded 1250 EUR
        unheardOf/charge: voided
        poisoned/charge: voided
        """,
        "letters": """
        <cancel_refused.tooLate@localhost> Your order can no longer be cancelled
        <cancelled.declined@localhost> Your order is cancelled
        <cancelled.outOfStock@localhost> Your order is cancelled
        <cancelled.unreachable@localhost> Your order is cancelled
        <cancelled.changedMind@localhost> Your order is cancelled
        <cancelled.doomed@localhost> Your order is cancelled
        <cancelled.poisoned@localhost> Your order is cancelled
        <confirmed.delivered@localhost> Good news: your order is confirmed
        <confirmed.confirmed@localhost> Good news: your order is confirmed
        <confirmed.changedMind@localhost> Good news: your order is confirmed
        <confirmed.tooLate@localhost> Good news: your order is confirmed
        <delivered.delivered@localhost> Your parcel has arrived
        <dispatched.delivered@localhost> Your parcel is on its way
        <dispatched.tooLate@localhost> Your parcel is on its way
        <received.delivered@localhost> Thank you, we have your order
        <received.confirmed@localhost> Thank you, we have your order
        <received.declined@localhost> Thank you, we have your order
        <received.outOfStock@localhost> Thank you, we have your order
        <received.unreachable@localhost> Thank you, we have your order
        <received.changedMind@localhost> Thank you, we have your order
        <received.tooLate@localhost> Thank you, we have your order
        <received.doomed@localhost> Thank you, we have your order
        <received.poisoned@localhost> Thank you, we have your order
        <rejected.senseless@localhost> We could not take your order
        <rejected.cancelledBefore@localhost> We could not take your order
        """,
        "dead letters": """
        inventory: warehouse.received invalid-value
        inventory: warehouse.received message-id-reused
        payment: inventory.released forged-sender
        """,
        "without a cause": """
        inventory.released
        inventory.released
        order.cancelling
        """,
    ]
}
