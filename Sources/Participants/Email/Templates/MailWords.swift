import ShopEvents

/// What differs from one kind of mail to the next.
struct MailWords {
    let subject: String
    /// After the greeting, hence in lower case.
    let opening: String
    let closing: String
    let showsReceipt: Bool

    init(subject: String, opening: String, closing: String, showsReceipt: Bool = false) {
        self.subject = subject
        self.opening = opening
        self.closing = closing
        self.showsReceipt = showsReceipt
    }

    init(_ news: News) {
        self =
            switch news {
            case .received: .received
            case .rejected(let reason): .rejected(reason)
            case .confirmed: .confirmed
            case .dispatched(let trackingNumber): .dispatched(trackingNumber)
            case .delivered(let trackingNumber): .delivered(trackingNumber)
            case .cancelRefused: .cancelRefused
            case .cancelled(let reason): .cancelled(reason)
            }
    }
}
