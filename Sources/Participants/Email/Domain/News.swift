public import ShopEvents

/// What there is to tell a customer about an order.
public enum News: Sendable, Hashable {
    /// We have the order.
    case received
    /// We cannot take the order.
    case rejected(reason: Reason)
    /// Everything worked out.
    case confirmed
    /// The parcel is on its way.
    case dispatched(trackingNumber: String)
    /// The parcel has arrived.
    case delivered(trackingNumber: String)
    /// The cancellation came too late.
    case cancelRefused(reason: Reason)
    /// All is undone.
    case cancelled(reason: Reason)

    /// The mail that tells it.
    public var kind: MailKind {
        switch self {
        case .received: .received
        case .rejected: .rejected
        case .confirmed: .confirmed
        case .dispatched: .dispatched
        case .delivered: .delivered
        case .cancelRefused: .cancelRefused
        case .cancelled: .cancelled
        }
    }

    /// The one word or sentence that the news carries besides its kind; empty when there is none.
    public var detail: String {
        switch self {
        case .received, .confirmed: ""
        case .dispatched(let trackingNumber), .delivered(let trackingNumber): trackingNumber
        case .rejected(let reason), .cancelRefused(let reason), .cancelled(let reason): reason.text
        }
    }

    /// The news of a kind; `detail` as in ``detail``.
    public init(_ kind: MailKind, detail: String) {
        self =
            switch kind {
            case .received: .received
            case .rejected: .rejected(reason: Reason(detail))
            case .confirmed: .confirmed
            case .dispatched: .dispatched(trackingNumber: detail)
            case .delivered: .delivered(trackingNumber: detail)
            case .cancelRefused: .cancelRefused(reason: Reason(detail))
            case .cancelled: .cancelled(reason: Reason(detail))
            }
    }
}
