import RabbitMQ

/// A queue: messages in order, each handed to one consumer at a time until it is settled; what comes back
/// goes out again before everything else. Belongs to its ``InMemoryBroker``.
final class InMemoryQueue {
    typealias Batch = Result<[Delivery]?, AMQPError>

    /// A message that is handed out no more.
    struct Death {
        enum Reason: String {
            case rejected
            case deliveryLimit = "delivery_limit"
        }

        let message: Message
        let reason: Reason
    }

    private struct Entry {
        let message: Message
        /// How often it came back.
        var returns = 0

        func delivery(tag: UInt64) -> Delivery {
            var properties = message.properties
            // As quorum queues tell it.
            if returns > 0 { properties.headers["x-delivery-count"] = .int64(Int64(returns)) }
            return Delivery(
                tag: tag, redelivered: returns > 0, exchange: message.exchange,
                routingKey: message.routingKey, properties: properties, body: message.body)
        }
    }

    private struct Consumer {
        let prefetch: Int
        var lastTag: UInt64 = 0
        var open: [(tag: UInt64, entry: Entry)] = []
        var arrived: [Delivery] = []
        var waiter: CheckedContinuation<Batch, Never>?
        var isCancelled = false

        var hasRoom: Bool { !isCancelled && (prefetch == 0 || open.count < prefetch) }

        mutating func receive(_ entry: Entry) {
            lastTag += 1
            open.append((lastTag, entry))
            arrived.append(entry.delivery(tag: lastTag))
        }
    }

    private let deliveryLimit: Int?
    private var returned: ArraySlice<Entry> = []
    private var entries: ArraySlice<Entry> = []
    private var consumers: [Int: Consumer] = [:]
    /// Who is next.
    private var turns: [Int] = []
    /// Why subscriptions ended that nobody has closed yet.
    private var endings: [Int: AMQPError] = [:]

    init(deliveryLimit: Int?) { self.deliveryLimit = deliveryLimit }

    var depth: Int {
        returned.count + entries.count + consumers.values.reduce(0) { $0 + $1.open.count }
    }

    /// What waits.
    var snapshot: [Delivery] {
        (returned + entries).enumerated().map { $1.delivery(tag: UInt64($0 + 1)) }
    }

    func append(_ message: Message) {
        entries.append(Entry(message: message))
        handOut()
    }

    func subscribe(_ number: Int, prefetch: Int) {
        consumers[number] = Consumer(prefetch: prefetch)
        turns.append(number)
        handOut()
    }

    /// Resumes with what has arrived, or once something does.
    func next(_ number: Int, _ continuation: CheckedContinuation<Batch, Never>) {
        guard let consumer = consumers[number] else {
            let closed = AMQPError(.alreadyClosed, "the subscription has ended")
            return continuation.resume(returning: .failure(endings[number] ?? closed))
        }
        if consumer.arrived.isEmpty, consumer.isCancelled {
            return continuation.resume(returning: .success(nil))
        }
        consumers[number]?.waiter = continuation
        handOver(to: number)
    }

    /// Lets go of who waits, and of nothing else: its task was cancelled.
    func wake(_ number: Int) {
        consumers[number]?.waiter?.resume(returning: .success(nil))
        consumers[number]?.waiter = nil
    }

    func cancel(_ number: Int) {
        consumers[number]?.isCancelled = true
        wake(number)
    }

    /// Ends the subscription: what is open goes back.
    func end(_ number: Int, _ error: AMQPError) -> [Death] {
        if error.code == .alreadyClosed { endings[number] = nil }
        guard let consumer = consumers.removeValue(forKey: number) else { return [] }
        turns.removeAll { $0 == number }
        if error.code != .alreadyClosed { endings[number] = error }
        consumer.waiter?.resume(returning: .failure(error))
        let deaths = takeBack(consumer.open.map(\.entry))
        handOut()
        return deaths
    }

    func endAll(_ error: AMQPError) -> [Death] { consumers.keys.sorted().flatMap { end($0, error) } }

    /// - Returns: what was rejected for good, or came back once too often.
    func settle(_ settlements: [Settlement], by number: Int) throws(AMQPError) -> [Death] {
        var deaths: [Death] = []
        for settlement in settlements {
            guard consumers[number] != nil else {
                throw endings[number] ?? AMQPError(.alreadyClosed, "the subscription has ended")
            }
            guard let settled = take(settlement.tag, multiple: settlement.isMultiple, of: number) else {
                return deaths
                    + end(
                        number,
                        AMQPError(
                            .preconditionFailed, "unknown delivery tag \(settlement.tag)", brokerCode: 406))
            }
            switch settlement.requeue {
            case nil: break
            case true?: deaths += takeBack(settled)
            case false?: deaths += settled.map { Death(message: $0.message, reason: .rejected) }
            }
        }
        handOut()
        return deaths
    }

    /// Nil when there is no such delivery.
    private func take(_ tag: UInt64, multiple: Bool, of number: Int) -> [Entry]? {
        guard let open = consumers[number]?.open, open.contains(where: { $0.tag == tag }) else { return nil }
        func isMeant(_ other: UInt64) -> Bool { other == tag || (multiple && other < tag) }
        consumers[number]?.open.removeAll { isMeant($0.tag) }
        return open.filter { isMeant($0.tag) }.map(\.entry)
    }

    private func takeBack(_ settled: [Entry]) -> [Death] {
        var deaths: [Death] = []
        for var entry in settled {
            entry.returns += 1
            if let deliveryLimit, entry.returns > deliveryLimit {
                deaths.append(Death(message: entry.message, reason: .deliveryLimit))
            } else {
                returned.append(entry)
            }
        }
        return deaths
    }

    /// Gives to those who have room, in turns, then to those who wait.
    private func handOut() {
        while !(returned.isEmpty && entries.isEmpty),
            let place = turns.firstIndex(where: { consumers[$0]?.hasRoom == true })
        {
            let number = turns.remove(at: place)
            turns.append(number)
            guard let entry = returned.popFirst() ?? entries.popFirst() else { return }
            consumers[number]?.receive(entry)
        }
        for number in turns { handOver(to: number) }
    }

    private func handOver(to number: Int) {
        guard let consumer = consumers[number], let waiter = consumer.waiter, !consumer.arrived.isEmpty else {
            return
        }
        consumers[number]?.waiter = nil
        consumers[number]?.arrived = []
        waiter.resume(returning: .success(consumer.arrived))
    }
}
