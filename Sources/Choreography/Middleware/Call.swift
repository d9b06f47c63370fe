/// What is being called, as ``Middleware`` sees it.
public struct Call: Sendable, Hashable {
    /// Which stage of the work makes the call; open, since more may come.
    public struct Kind: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
        /// One lower-case word; a dimension of metrics.
        public let rawValue: String
        /// Takes any text; use one lower-case word.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// Takes any text; use one lower-case word.
        public init(stringLiteral value: String) { rawValue = value }

        /// A reaction asks the outside before its transaction.
        public static let prepare: Kind = "prepare"
        /// Somebody wants something done.
        public static let command: Kind = "command"
        /// Somebody wants to know something.
        public static let query: Kind = "query"
    }

    /// Which stage of the work makes the call.
    public let kind: Kind

    /// What is handled, as in `order.placed`. One of few: it names metrics and spans.
    public let name: String

    /// The message that is handled, if it is one.
    public let messageID: String?

    /// The saga that it is about, if any.
    public let correlationID: String?

    /// How many attempts the worker has made before (0 the first time); what ``Retry`` does on the spot is part
    /// of one attempt.
    public let attempt: Int

    /// W3C trace context of whoever wants the call.
    public let traceParent: String?

    /// Who wants the call, if that was established; may be personal, so it goes into no log, metric or trace.
    public let principal: String?

    /// Names a call.
    public init(
        _ kind: Kind, _ name: String, messageID: String? = nil, correlationID: String? = nil,
        attempt: Int = 0, traceParent: String? = nil, principal: String? = nil
    ) {
        self.kind = kind
        self.name = name
        self.messageID = messageID
        self.correlationID = correlationID
        self.attempt = attempt
        self.traceParent = traceParent
        self.principal = principal
    }
}

extension Preparation {
    /// The call that this preparation is, for middleware.
    public var call: Call {
        Call(
            .prepare, context.type.rawValue, messageID: context.messageID,
            correlationID: context.correlationID, attempt: context.attempt, traceParent: context.traceParent)
    }
}
