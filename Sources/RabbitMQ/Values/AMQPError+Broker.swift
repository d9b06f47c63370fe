extension AMQPError {
    /// The error for a `channel.close` or `connection.close` of the broker.
    /// The reply codes are those of the AMQP 0-9-1 specification, section 1.2.1.
    init(closing scope: ClosingScope, code: UInt16, text: String, fileID: String = #fileID, line: Int = #line)
    {
        let kind: Code =
            switch code {
            case 403: .accessRefused
            case 404: .notFound
            case 405: .resourceLocked
            case 406: .preconditionFailed
            case 501, 502, 503, 504, 505: .protocolViolation
            default: scope == .channel ? .channelClosed : .connectionClosed
            }
        // A queue whose node or leader is not up yet is reported as not found, though it will be back (3.10.8:
        // "home node ... of durable queue ... is down or inaccessible").
        // 320 is an operator or a shutdown, 541 a crash inside the broker: both pass. 530 is a refusal.
        let transient: Bool? =
            switch code {
            case 404 where text.contains("down or inaccessible"): true
            case 320, 506, 541: true
            case 530, 540: false
            default: nil
            }
        self.init(
            kind, "the broker closed the \(scope.rawValue): \(text)", brokerCode: code,
            isTransient: transient,
            fileID: fileID, line: line)
    }

    /// What the broker closed.
    enum ClosingScope: String {
        case channel, connection
    }

    /// The error of everything that is used after a close from this side.
    static func closed(_ what: String, fileID: String = #fileID, line: Int = #line) -> AMQPError {
        AMQPError(.alreadyClosed, "the \(what) was closed by this process", fileID: fileID, line: line)
    }
}
