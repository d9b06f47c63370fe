/// Which traces are recorded: whoever is part of one follows the decision of whoever began it.
struct Sampler: Sendable {
    private let threshold: UInt64

    /// - Parameter ratio: which share of the traces that begin here are recorded, 0 to 1.
    init(ratio: Double) {
        threshold = ratio >= 1 ? .max : UInt64(max(0, ratio) * 0x1p63)
    }

    func samples(_ trace: TraceContext.TraceID, parent: TraceContext?) -> Bool {
        if let parent { return parent.isSampled }
        // The same share is the same traces everywhere.
        return threshold == .max || trace.low >> 1 < threshold
    }
}
