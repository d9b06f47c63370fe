public import ShopEvents

/// The rules of one order's shipment: booked when both the address and the stock are there, at most once,
/// never after it was called off, and called off only as long as the carrier has not got the parcel.
///
/// The carrier is asked outside: ``question(for:in:)`` says what to ask, and the answer comes in with the
/// command. A command whose question was not answered decides nothing.
public enum ShippingRules {
    /// One order's shipment.
    public typealias State = Shipment

    /// What is asked of shipping, with the carrier's answer where ``question(for:in:)`` asks for one.
    public enum Command: Sendable, Hashable {
        /// The order is placed and goes to this address.
        case send(to: ShippingAddress, Answer?)
        /// The stock is set aside.
        case goAhead(Answer?)
        /// The order is being undone.
        case callOff(reason: Reason, Answer?)
        /// The carrier came for the parcel.
        case collect
        /// The carrier handed the parcel over.
        case deliver
    }

    /// What to ask the carrier before a command is decided.
    public enum Question: Sendable, Hashable {
        /// Take the parcel to this address.
        case book(ShippingAddress)
        /// Do not come for the parcel.
        case cancel(trackingNumber: String)
        /// Forget a booking that may have been made for this order although its answer never came.
        case withdraw
    }

    /// What the carrier answered.
    public enum Answer: Sendable, Hashable {
        /// To ``Question/book(_:)``: it will come.
        case booked(trackingNumber: String)
        /// To ``Question/book(_:)``: it does not go there.
        case refused(reason: Reason)
        /// To ``Question/cancel(trackingNumber:)`` and ``Question/withdraw``: it will not come.
        case cancelled
        /// To ``Question/cancel(trackingNumber:)``: the parcel is on its way already.
        case tooLate
    }

    /// What has become true of the shipment.
    public enum Fact: Sendable, Hashable {
        /// Where it goes is known.
        case addressKept(ShippingAddress)
        /// The stock is set aside.
        case reservationNoted
        /// The carrier will come.
        case scheduled(trackingNumber: String)
        /// The carrier does not go there.
        case failed(reason: Reason)
        /// There is no shipment and never will be.
        case cancelled(reason: Reason)
        /// It was too late to call it off; changes nothing.
        case cancelRefused(reason: Reason)
        /// The carrier has the parcel.
        case dispatched(trackingNumber: String)
        /// The customer has the parcel.
        case delivered(trackingNumber: String)
    }

    /// Nothing heard yet.
    public static let initial = Shipment.unknown
}
