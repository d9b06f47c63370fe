import Choreography
import RabbitMQ

/// A queue: messages in order, each delivered to one consumer at a time until it is settled.
actor InMemoryQueue {
    private struct Entry {
        let message: Message
        var wasDelivered = false
    }

    private struct Consumer {
        let prefetch: Int
        var lastTag: UInt64 = 0
        var open: [(tag: UInt64, entry: Entry)] = []
        var waiter: CheckedContinuation<[Delivery]?, any Error>?
        var isCancelled = false
    }

    private var entries: [Entry] = []
    private var consumers: [Int: Consumer] = [:]

    var depth: Int { entries.count + consumers.values.reduce(0) { $0 + $1.open.count } }

    var snapshot: [Delivery] {
        entries.enumerated().map { Self.delivery(of: $1, tag: UInt64($0 + 1)) }
    }

    func append(_ message: Message) {
        entries.append(Entry(message: message))
        deliver()
    }

    func subscribe(_ number: Int, prefetch: Int) { consumers[number] = Consumer(prefetch: prefetch) }

    func next(_ number: Int) async throws -> [Delivery]? {
        guard let consumer = consumers[number] else {
            throw AMQPError(.connectionLost, "the subscription has ended")
        }
        if let batch = take(for: number) { return batch }
        if consumer.isCancelled || Task.isCancelled { return nil }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { consumers[number]?.waiter = $0 }
        } onCancel: {
            Task { await self.cancel(number) }
        }
    }

    func cancel(_ number: Int) {
        consumers[number]?.isCancelled = true
        consumers[number]?.waiter?.resume(returning: nil)
        consumers[number]?.waiter = nil
    }

    /// Ends the subscription: what is open goes back to the front of the queue.
    func end(_ number: Int) {
        guard let consumer = consumers.removeValue(forKey: number) else { return }
        consumer.waiter?.resume(throwing: AMQPError(.connectionLost, "the subscription has ended"))
        entries.insert(contentsOf: consumer.open.map(\.entry), at: 0)
        deliver()
    }

    func disconnectAll() { for number in consumers.keys { end(number) } }

    /// Settles; returns what was rejected for good.
    func settle(_ settlements: [Settlement], by number: Int) throws(AMQPError) -> [Delivery] {
        var rejected: [Delivery] = []
        for settlement in settlements {
            let (tag, multiple, requeue): (UInt64, Bool, Bool?) =
                switch settlement {
                case .ack(let tag, let multiple): (tag, multiple, nil)
                case .nack(let tag, let multiple, let requeue): (tag, multiple, requeue)
                case .reject(let tag, let requeue): (tag, false, requeue)
                }
            let settled = try take(tag, multiple: multiple, of: number)
            guard let requeue else { continue }
            if requeue {
                entries.insert(contentsOf: settled.map(\.entry), at: 0)
            } else {
                rejected += settled.map { Self.delivery(of: $0.entry, tag: $0.tag) }
            }
        }
        deliver()
        return rejected
    }

    private func take(
        _ tag: UInt64, multiple: Bool, of number: Int
    ) throws(AMQPError) -> [(tag: UInt64, entry: Entry)] {
        guard let consumer = consumers[number] else {
            throw AMQPError(.connectionLost, "the subscription has ended")
        }
        let settled = consumer.open.filter { $0.tag == tag || (multiple && $0.tag < tag) }
        guard settled.last?.tag == tag else {
            end(number)
            throw AMQPError(.preconditionFailed, "unknown delivery tag \(tag)", brokerCode: 406)
        }
        consumers[number]?.open.removeAll { $0.tag == tag || (multiple && $0.tag < tag) }
        return settled
    }

    private func deliver() {
        for (number, consumer) in consumers {
            guard let waiter = consumer.waiter, let batch = take(for: number) else { continue }
            consumers[number]?.waiter = nil
            waiter.resume(returning: batch)
        }
    }

    private func take(for number: Int) -> [Delivery]? {
        guard var consumer = consumers[number], !consumer.isCancelled else { return nil }
        let count = min(consumer.prefetch - consumer.open.count, entries.count)
        guard count > 0 else { return nil }
        var batch: [Delivery] = []
        for var entry in entries.prefix(count) {
            consumer.lastTag += 1
            batch.append(Self.delivery(of: entry, tag: consumer.lastTag))
            entry.wasDelivered = true
            consumer.open.append((consumer.lastTag, entry))
        }
        entries.removeFirst(count)
        consumers[number] = consumer
        return batch
    }

    private static func delivery(of entry: Entry, tag: UInt64) -> Delivery {
        Delivery(
            tag: tag, redelivered: entry.wasDelivered, exchange: entry.message.exchange,
            routingKey: entry.message.routingKey, properties: entry.message.properties,
            body: entry.message.body)
    }
}
