/// Which fact may follow which about one order, step by step: the order's column "becomes" in
/// `choreography.md`, written down apart from the code that it judges.
struct OrderStory {
    private(set) var status = "unknown"
    /// The first step that was not legal, in words.
    private(set) var illegalStep: String?
    private var noted: String?

    private static let steps: [String: [String: String]] = [
        "unknown": ["placed": "pending", "rejected": "rejected", "withdrawn": "withdrawn"],
        "withdrawn": ["rejected": "rejected"],
        "pending": [
            "payment_noted": "pending", "reservation_noted": "pending", "confirmed": "confirmed",
            "cancelling": "cancelling", "undoing": "cancelling", "cancelled": "cancelled",
        ],
        "confirmed": [
            "shipped": "shipped", "delivered": "delivered", "cancelling": "cancelling",
            "cancelled": "cancelled",
        ],
        "shipped": ["delivered": "delivered", "cancel_refused": "shipped"],
        "delivered": ["cancel_refused": "delivered"],
        // Confirmed: said in passing, when the parcel turns out to be on its way.
        "cancelling": [
            "movement_noted": "cancelling", "confirmed": "cancelling", "cancelled": "cancelled",
            "cancel_refused": "confirmed",
        ],
        "cancelled": [:], "rejected": [:],
    ]

    mutating func take(_ fact: String, movement: String?) {
        guard illegalStep == nil else { return }
        guard var next = Self.steps[status]?[fact] else {
            illegalStep = "was \(status) and then \(fact), which is no legal step"
            return
        }
        if let movement, noted != "delivered" { noted = movement }
        if status == "cancelling", fact == "cancel_refused" {
            next = noted.map { $0 == "delivered" ? "delivered" : "shipped" } ?? "confirmed"
            noted = nil
        }
        status = next
    }

    /// An event of the stream is not there.
    mutating func miss(_ version: Int) {
        if illegalStep == nil { illegalStep = "has no event \(version) in its stream" }
    }
}
