internal import Synchronization

/// One channel of a connection. Belongs to the connection's thread.
final class Channel {
    /// Answers a request: a reply, or what went wrong.
    typealias Answer = Result<Answered, AMQPError>

    /// What answers a request. A message that was fetched comes with content and is no plain reply.
    enum Answered: Sendable {
        case reply(InboundMethod.Reply)
        case got(Delivery, remaining: UInt32)
    }

    /// The request that waits for its answer. There is at most one: answers carry no number.
    struct Request {
        let continuation: CheckedContinuation<Answer, Never>
        let deadline: ContinuousClock.Instant
        let name: MethodID
    }

    let number: UInt16
    var request: Request?
    /// Set once the channel takes no more requests: why.
    var ending: AMQPError?

    /// Where deliveries go, for a consumer's channel.
    var mailbox: Mailbox<Delivery>?
    /// Deliveries of this turn, handed over together at its end.
    var arrived: [Delivery] = []

    /// Whose channel it is, for a publisher's channel.
    var publisher: Publisher.Identity?
    /// Messages without an outcome, for a publisher's channel.
    var confirms = ConfirmTracker<PublishTicket>()
    /// Since when the first message without an outcome is the first.
    private var waiting: (message: UInt64, since: ContinuousClock.Instant)?

    init(number: UInt16) { self.number = number }

    /// Answers the open request, if there is one.
    func answer(_ answer: Answer) {
        let continuation = request?.continuation
        request = nil
        continuation?.resume(returning: answer)
    }

    /// How long the broker has been owing the confirm that it owes longest; `nil` if it owes none.
    func confirmOverdue(at now: ContinuousClock.Instant) -> Duration? {
        guard let oldest = confirms.oldestOpen else {
            waiting = nil
            return nil
        }
        if let waiting, waiting.message == oldest { return now - waiting.since }
        waiting = (oldest, now)
        return .zero
    }

    /// Starts over with what the broker owes: it may not have been able to pay.
    func forgiveConfirms() { waiting = nil }

    /// Hands over what has arrived in this turn.
    func handOver() {
        guard !arrived.isEmpty else { return }
        mailbox?.append(arrived)
        arrived = []
    }

    /// The channel is gone: everybody who waits for something of it gets to know.
    func fail(_ error: AMQPError) {
        if ending == nil { ending = error }
        publisher?.ending.withLock { $0 = $0 ?? error }
        answer(.failure(error))
        handOver()
        mailbox?.finish(error)
        confirms.fail(error) { $0.batch.settle($0.index, $1) }
    }
}
