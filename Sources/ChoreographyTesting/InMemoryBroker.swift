public import Choreography
import Foundation
public import RabbitMQ

/// A broker in this process: exchanges, queues, bindings, users and limits of a ``Topology``, confirms,
/// returns, dead letters, redelivery. Nothing is kept on disk.
///
/// For a first look, for exploration and for simulation; it keeps the same contract towards the runtime as
/// RabbitMQ and passes the same conformance suite. Used directly it asks nobody for permission; through
/// ``connection(as:)`` it is as strict as the topology.
public actor InMemoryBroker: Broker {
    private var routing: InMemoryRouting
    private let access: InMemoryAccess
    private let historyLimit: Int
    private let clock: any WorkerClock
    private var queues: [String: InMemoryQueue] = [:]
    private var publishers: [Int: InMemoryPublisher] = [:]
    private var kept: [Message] = []
    private var dropped = 0
    private var observers: [Int: AsyncStream<Message>.Continuation] = [:]
    private var lastNumber = 0

    /// Holds what the topology says.
    ///
    /// - Parameters:
    ///   - historyLimit: how many events ``history`` keeps, the newest ones; a stream of events for as long as one
    ///     listens is ``events()``.
    ///   - clock: tells when a message died.
    public init(
        topology: Topology, historyLimit: Int = 10_000, clock: any WorkerClock = SystemClock()
    ) {
        routing = InMemoryRouting(topology.objects)
        access = InMemoryAccess(topology.objects)
        self.historyLimit = historyLimit
        self.clock = clock
        for queue in topology.objects.queues where queue.name != Topology.historyQueue {
            queues[queue.name] = InMemoryQueue(deliveryLimit: topology.objects.deliveryLimit(of: queue.name))
        }
    }

    /// The broker as this user of the topology meets it: with its permissions, and refused any other user-id.
    public nonisolated func connection(as user: String) -> any Broker {
        InMemoryConnection(broker: self, user: user)
    }

    /// Publishes one message, as any AMQP client with all permissions would.
    public func publish(_ message: Message) async -> PublishOutcome { take(message, from: nil) }

    /// The newest events that were published to the events exchange, in order.
    public var history: [Message] { kept.suffix(historyLimit) }

    /// How many events were published to the events exchange so far.
    var eventCount: Int { dropped + kept.count }

    /// Every event published from now on.
    public func events() -> AsyncStream<Message> {
        let number = nextNumber()
        return AsyncStream { continuation in
            observers[number] = continuation
            continuation.onTermination = { _ in Task { await self.forget(observer: number) } }
        }
    }

    /// What lies in the dead-letter queue of a participant.
    public func deadLetters(of participant: String) async -> [Delivery] {
        queues[Topology.deadLetterQueue(of: participant)]?.snapshot ?? []
    }

    /// How many messages wait in the queue or are delivered and not settled.
    public func depth(of queue: String) async -> Int { queues[queue]?.depth ?? 0 }

    /// Routes nothing to the queue until ``restore(queue:)``, as if somebody had deleted it; it keeps what it holds.
    public func withdraw(queue: String) { routing.withdrawn.insert(queue) }

    /// Takes back ``withdraw(queue:)``.
    public func restore(queue: String) { routing.withdrawn.remove(queue) }

    /// Ends every subscription and publisher, as a broker that goes away does; queues keep their messages.
    public func disconnectAll() async {
        let error = AMQPError(.connectionLost, "the broker has gone away")
        for (_, publisher) in publishers.sorted(by: { $0.key < $1.key }) { publisher.end(error) }
        publishers.removeAll()
        for (name, queue) in queues.sorted(by: { $0.key < $1.key }) { bury(queue.endAll(error), from: name) }
    }

    /// A subscription to one of the topology's queues.
    public func openConsumer(queue: String, prefetch: Int) async throws(AMQPError) -> any BrokerConsumer {
        try subscribe(to: queue, prefetch: prefetch, as: nil)
    }

    /// A publisher whose messages are confirmed once they are in their queues.
    public func openPublisher(checking exchanges: [String]) async throws(AMQPError) -> any BrokerPublisher {
        try makePublisher(checking: exchanges, as: nil)
    }

    private func nextNumber() -> Int {
        lastNumber += 1
        return lastNumber
    }

    private func forget(observer: Int) { observers[observer] = nil }
}

/// Publishing. Without a user everything is permitted.
extension InMemoryBroker {
    func makePublisher(
        checking exchanges: [String], as user: String?
    ) throws(AMQPError) -> InMemoryPublisher {
        try access.checkLogin(of: user)
        for exchange in exchanges { try routing.checkExchange(exchange) }
        let publisher = InMemoryPublisher(broker: self, number: nextNumber(), user: user)
        publishers[publisher.number] = publisher
        return publisher
    }

    /// The messages of one call, none of another in between.
    func publish(_ messages: [Message], through publisher: InMemoryPublisher) -> [PublishOutcome] {
        messages.map { message in
            if let ending = publisher.ending { return .unknown(ending) }
            let outcome = take(message, from: publisher.user)
            if case .unknown(let error) = outcome { end(publisher, error) }
            return outcome
        }
    }

    func end(_ publisher: InMemoryPublisher, _ error: AMQPError) {
        publishers[publisher.number] = nil
        publisher.end(error)
    }

    private func take(_ message: Message, from user: String?) -> PublishOutcome {
        do throws(AMQPError) { try message.checkSize() } catch { return .refused(error) }
        let targets: Set<String>
        do throws(AMQPError) {
            try access.check(message, from: user) { exchange throws(AMQPError) in
                try routing.checkExchange(exchange)
            }
            targets = try routing.targets(of: message)
        } catch {
            return .unknown(error)
        }
        var message = message
        message.properties.headers["BCC"] = nil
        let isEvent = message.exchange == Topology.eventsExchange
        if isEvent { keep(message) }
        // The history takes every event, so only what is published elsewhere can find no queue at all.
        if targets.isEmpty && message.mandatory && !isEvent {
            return .returned(code: 312, text: "NO_ROUTE")
        }
        for name in targets.sorted() { queues[name]?.append(message) }
        return .confirmed
    }

    private func keep(_ event: Message) {
        kept.append(event)
        if kept.count > 2 * historyLimit {
            dropped += kept.count - historyLimit
            kept.removeFirst(kept.count - historyLimit)
        }
        for observer in observers.values { observer.yield(event) }
    }
}

/// Consuming.
extension InMemoryBroker {
    func subscribe(to name: String, prefetch: Int, as user: String?) throws(AMQPError) -> InMemoryConsumer {
        try access.checkLogin(of: user)
        try access.checkReading(name, by: user)
        guard let queue = queues[name] else {
            throw AMQPError(.notFound, "no queue '\(name)'", brokerCode: 404)
        }
        let consumer = InMemoryConsumer(broker: self, queue: name, number: nextNumber())
        queue.subscribe(consumer.number, prefetch: prefetch)
        return consumer
    }

    func next(of consumer: InMemoryConsumer) async -> InMemoryQueue.Batch {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if let queue = queues[consumer.queue] {
                    queue.next(consumer.number, continuation)
                } else {
                    continuation.resume(returning: .success(nil))
                }
            }
        } onCancel: {
            Task { await self.wake(consumer) }
        }
    }

    private func wake(_ consumer: InMemoryConsumer) { queues[consumer.queue]?.wake(consumer.number) }

    func settle(_ settlements: [Settlement], by consumer: InMemoryConsumer) throws(AMQPError) {
        guard let queue = queues[consumer.queue] else { return }
        bury(try queue.settle(settlements, by: consumer.number), from: consumer.queue)
    }

    func cancel(_ consumer: InMemoryConsumer) { queues[consumer.queue]?.cancel(consumer.number) }

    func end(_ consumer: InMemoryConsumer) {
        guard let queue = queues[consumer.queue] else { return }
        let closed = AMQPError(.alreadyClosed, "the subscription was closed by this process")
        bury(queue.end(consumer.number, closed), from: consumer.queue)
    }

    /// Puts what died into the dead-letter queue; what dies there is gone.
    private func bury(_ deaths: [InMemoryQueue.Death], from name: String) {
        for death in deaths {
            queues[Topology.deadLetterQueue(of: name)]?
                .append(death.message.dead(in: name, reason: death.reason.rawValue, at: clock.now()))
        }
    }
}
