import Choreography
import Foundation
import RabbitMQ

/// A broker that hands over deliveries all at once, and waits for their acknowledgement.
struct Hand: Broker, BrokerConsumer, BrokerPublisher {
    private let batches = AsyncStream.makeStream(of: [Delivery].self)
    private let acknowledged = AsyncStream.makeStream(of: UInt64.self)
    private let closed = AsyncStream.makeStream(of: Never.self)

    /// Returns when the last of them is acknowledged.
    func handOver(_ deliveries: [Delivery]) async {
        batches.continuation.yield(deliveries)
        for await tag in acknowledged.stream where tag == deliveries.last?.tag { return }
    }

    /// So many orders with delivery tags and message ids of their own.
    static func deliveries(_ count: Int, after tag: UInt64) throws -> [Delivery] {
        try (0..<count).map { number in
            let order = UUID().uuidString
            return Delivery(
                tag: tag + UInt64(number) + 1, redelivered: false, exchange: Topology.eventsExchange,
                routingKey: OrderWanted.type.rawValue,
                properties: BasicProperties(
                    contentType: "application/json", deliveryMode: .persistent, correlationID: order,
                    messageID: UUID().uuidString, type: OrderWanted.type.rawValue, userID: "window"),
                body: [UInt8](try JSONEncoder().encode(OrderWanted(order: order))))
        }
    }

    func openConsumer(queue: String, prefetch: Int) async throws(AMQPError) -> any BrokerConsumer { self }
    func openPublisher(checking exchanges: [String]) async throws(AMQPError) -> any BrokerPublisher { self }

    func nextBatch() async throws(AMQPError) -> [Delivery]? {
        for await batch in batches.stream { return batch }
        return nil
    }

    func settle(_ settlements: [Settlement]) async throws(AMQPError) {
        for case .ack(let tag, _) in settlements { acknowledged.continuation.yield(tag) }
    }

    func cancel() async throws(AMQPError) { batches.continuation.finish() }

    func close() async {
        batches.continuation.finish()
        closed.continuation.finish()
    }

    func publish(_ messages: [Message]) async -> [PublishOutcome] { messages.map { _ in .confirmed } }

    func ended(whenBlocked: @escaping @Sendable (String?) async -> Void) async {
        for await _ in closed.stream {}
    }
}
