import RabbitMQ

/// The parts that all settlements have.
extension Settlement {
    var tag: UInt64 {
        switch self {
        case .ack(let tag, _), .nack(let tag, _, _), .reject(let tag, _): tag
        }
    }

    var isMultiple: Bool {
        switch self {
        case .ack(_, let multiple), .nack(_, let multiple, _): multiple
        case .reject: false
        }
    }

    /// Nil for an acknowledgement.
    var requeue: Bool? {
        switch self {
        case .ack: nil
        case .nack(_, _, let requeue), .reject(_, let requeue): requeue
        }
    }
}
