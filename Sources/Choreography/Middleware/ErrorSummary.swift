/// What logs, metrics and traces may tell of an error: a ``Failure``'s own words; of any other its type alone,
/// since its text may name a person.
struct ErrorSummary: Hashable, CustomStringConvertible {
    /// One of few, as OpenTelemetry wants `error.type`.
    let type: String
    let message: String

    init(type: String, message: String) {
        self.type = type
        self.message = message
    }

    init(_ error: any Error) {
        if let failure = error as? Failure {
            type = failure.kind.rawValue
            message = failure.message
        } else if let invalid = error as? InvalidEvent {
            type = invalid.kind.rawValue
            message = invalid.description
        } else if error is CancellationError {
            type = "cancelled"
            message = "the caller gave up"
        } else {
            type = String(reflecting: Swift.type(of: error))
            message = "not a Failure, so its text is not shown"
        }
    }

    var description: String { "\(type): \(message)" }
}
