/// The kinds of mail a customer can get about one order, in the order in which they tell its story.
/// Each is sent at most once.
public enum MailKind: String, Sendable, Hashable, CaseIterable {
    /// We have the order.
    case received
    /// We cannot take the order.
    case rejected
    /// Everything worked out.
    case confirmed
    /// The parcel is on its way.
    case dispatched
    /// The parcel has arrived.
    case delivered
    /// The cancellation came too late.
    case cancelRefused = "cancel_refused"
    /// All is undone.
    case cancelled
}

extension MailKind: Comparable {
    /// Whether the story tells it earlier.
    public static func < (left: MailKind, right: MailKind) -> Bool { left.place < right.place }

    private var place: Int { Self.allCases.firstIndex(of: self) ?? Self.allCases.endIndex }
}
