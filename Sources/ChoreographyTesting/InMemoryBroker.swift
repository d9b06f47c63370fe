public import Choreography
import Foundation
public import RabbitMQ

/// A broker in this process: exchanges, queues and bindings of a ``Topology``, confirms, returns, dead
/// letters, redelivery. Nothing is kept on disk.
///
/// For a first look, for exploration and for simulation; it keeps the same contract towards the runtime as
/// RabbitMQ and passes the same conformance suite.
public actor InMemoryBroker: Broker {
    private struct Binding {
        let pattern: [Substring]
        let queue: String
        let isTopic: Bool
        let key: String

        func matches(_ routingKey: String) -> Bool {
            isTopic
                ? TopicPattern.matches(pattern[...], routingKey.split(separator: ".")[...])
                : key == routingKey
        }
    }

    private var queues: [String: InMemoryQueue] = [:]
    private var bindings: [String: [Binding]] = [:]
    private var kept: [Message] = []
    private var observers: [Int: AsyncStream<Message>.Continuation] = [:]
    private var lastObserver = 0
    private var lastConsumer = 0

    /// Holds the exchanges, queues and bindings of the topology.
    public init(topology: Topology) {
        for queue in topology.objects.queues where queue.name != Topology.historyQueue {
            queues[queue.name] = InMemoryQueue()
        }
        for exchange in topology.objects.exchanges { bindings[exchange.name] = [] }
        let topics = Set(topology.objects.exchanges.filter { $0.type == "topic" }.map(\.name))
        for binding in topology.objects.bindings where binding.destination != Topology.historyQueue {
            bindings[binding.source, default: []].append(
                Binding(
                    pattern: binding.routingKey.split(separator: "."), queue: binding.destination,
                    isTopic: topics.contains(binding.source), key: binding.routingKey))
        }
    }

    /// Publishes one message, as any AMQP client would.
    public func publish(_ message: Message) async -> PublishOutcome {
        if message.exchange == Topology.eventsExchange {
            kept.append(message)
            for observer in observers.values { observer.yield(message) }
        }
        guard let targets = targets(of: message) else {
            return .unknown(AMQPError(.notFound, "no exchange '\(message.exchange)'"))
        }
        // The history takes every event, so only what is published elsewhere can find no queue at all.
        if targets.isEmpty && message.mandatory && message.exchange != Topology.eventsExchange {
            return .returned(code: 312, text: "NO_ROUTE")
        }
        for name in targets { await queues[name]?.append(message) }
        return .confirmed
    }

    /// Nil when there is no such exchange.
    private func targets(of message: Message) -> Set<String>? {
        if message.exchange.isEmpty { return queues[message.routingKey] == nil ? [] : [message.routingKey] }
        return bindings[message.exchange].map { bindings in
            Set(bindings.filter { $0.matches(message.routingKey) }.map(\.queue))
        }
    }

    /// Every event that was published to the events exchange, in order.
    public var history: [Message] { kept }

    /// Every event published from now on.
    public func events() -> AsyncStream<Message> {
        lastObserver += 1
        let number = lastObserver
        return AsyncStream { continuation in
            observers[number] = continuation
            continuation.onTermination = { _ in Task { await self.forget(number) } }
        }
    }

    private func forget(_ observer: Int) { observers[observer] = nil }

    /// What lies in the dead-letter queue of a participant.
    public func deadLetters(of participant: String) async -> [Delivery] {
        await queues[Topology.deadLetterQueue(of: participant)]?.snapshot ?? []
    }

    /// How many messages wait in the queue or are delivered and not settled.
    public func depth(of queue: String) async -> Int { await queues[queue]?.depth ?? 0 }

    /// Ends every subscription and publisher, as a broker that goes away does; queues keep their messages.
    public func disconnectAll() async {
        for queue in queues.values { await queue.disconnectAll() }
    }

    /// A subscription to one of the topology's queues.
    public func openConsumer(queue: String, prefetch: Int) async throws(AMQPError) -> any BrokerConsumer {
        guard let messages = queues[queue] else { throw AMQPError(.notFound, "no queue '\(queue)'") }
        lastConsumer += 1
        let consumer = InMemoryConsumer(number: lastConsumer, queue: messages) { [weak self] delivery in
            await self?.deadLetter(delivery, from: queue)
        }
        await messages.subscribe(consumer.number, prefetch: prefetch)
        return consumer
    }

    /// A publisher whose messages are confirmed once they are in their queues.
    public func openPublisher(checking exchanges: [String]) async throws(AMQPError) -> any BrokerPublisher {
        for exchange in exchanges where bindings[exchange] == nil {
            throw AMQPError(.notFound, "no exchange '\(exchange)'")
        }
        return InMemoryPublisher(broker: self)
    }

    private func deadLetter(_ delivery: Delivery, from queue: String) async {
        await queues[Topology.deadLetterQueue(of: queue)]?.append(
            Message(
                exchange: Topology.deadLettersExchange, routingKey: queue, properties: delivery.properties,
                body: delivery.body))
    }
}

/// Matching of AMQP topic patterns: `*` is one word, `#` any number of words (AMQP 0-9-1, 3.1.3.3).
public enum TopicPattern {
    /// Whether `pattern` matches the words of a routing key.
    public static func matches(_ pattern: ArraySlice<Substring>, _ words: ArraySlice<Substring>) -> Bool {
        guard let first = pattern.first else { return words.isEmpty }
        if first == "#" {
            return matches(pattern.dropFirst(), words)
                || (!words.isEmpty && matches(pattern, words.dropFirst()))
        }
        guard let word = words.first, first == "*" || first == word else { return false }
        return matches(pattern.dropFirst(), words.dropFirst())
    }
}
