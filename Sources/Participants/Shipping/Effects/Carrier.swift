public import ShopEvents

/// The company that takes parcels to customers.
///
/// Both calls may be repeated under the same idempotency key (after a crash, a retry) and must then have the
/// effect of one. An answer that decides the order's fate is a value; trouble on the way to the carrier is
/// thrown, best as ``Choreography/Failure`` that is transient.
public protocol Carrier: Sendable {
    /// Books one parcel of `order` to `address`. Never called again under another key for the same order.
    ///
    /// - Throws: ``Choreography/Failure``; anything else counts as transient.
    func book(_ order: OrderID, to address: ShippingAddress, idempotencyKey: String) async throws -> Booking

    /// Calls the parcel of `order` off. There may be none: then there is nothing to do, and it succeeds.
    ///
    /// - Parameters:
    ///   - trackingNumber: nil when it is not known whether anything was booked.
    ///   - idempotencyKey: without a tracking number that of the booking: no parcel is and none ever will be booked under
    ///     it. That booking may be unknown to the carrier, or known to it alone (its answer was lost), or come later,
    ///     after a crash: then it is refused.
    /// - Throws: ``Choreography/Failure``; anything else counts as transient.
    func cancel(
        _ order: OrderID, trackingNumber: String?, idempotencyKey: String
    ) async throws -> Cancellation
}

/// A carrier's answer to being booked.
public enum Booking: Sendable, Hashable {
    /// It will come for the parcel.
    case booked(trackingNumber: String)
    /// It will not, and never will for this address. The reason is read by the customer.
    case refused(reason: Reason)
}

/// A carrier's answer to being called off.
public enum Cancellation: Sendable, Hashable {
    /// It will not come for the parcel.
    case cancelled
    /// It has the parcel already.
    case tooLate
}
