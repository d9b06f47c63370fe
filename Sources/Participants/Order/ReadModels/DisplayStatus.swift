extension OrderState {
    /// Where the order stands, in words for the customer.
    var displayStatus: String {
        switch status {
        case .unknown: "Unknown"
        case .withdrawn: "Withdrawn"
        case .pending: isPaid ? (isReserved ? "Arranging shipment" : "Paid") : "Awaiting payment"
        case .confirmed: "Confirmed"
        case .shipped: "On its way"
        case .delivered: "Delivered"
        case .cancelling: "Being cancelled"
        case .cancelled: "Cancelled"
        case .rejected: "Rejected"
        }
    }
}
