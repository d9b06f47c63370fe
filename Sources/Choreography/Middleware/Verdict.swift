/// What an error says about the other side.
enum Verdict: Hashable {
    /// The caller gave up; nothing is known.
    case cancelled
    /// The other side answered, and will answer the same again.
    case permanent
    /// The other side could not do it this time.
    case transient
    /// Whoever answered said when to come again.
    case postponed

    /// Judges as the runtime does: what is not a ``Failure`` may pass.
    init(on error: any Error) {
        if error is CancellationError || Task.isCancelled {
            self = .cancelled
        } else if let failure = error as? Failure {
            self = failure.retryAt != nil ? .postponed : failure.isTransient ? .transient : .permanent
        } else {
            self = error is InvalidEvent ? .permanent : .transient
        }
    }
}
