import Metrics

extension Telemetry {
    /// Counts what the broker delivers, whatever becomes of it; nil when nobody collects metrics.
    func consumedMessages(from queue: String, at address: BrokerAddress?) -> Counter? {
        guard let metrics else { return nil }
        return Counter(
            label: Messaging.Metric.consumedMessages,
            dimensions: Messaging.dimensions(.process, at: address) + [(Messaging.Key.destination, queue)],
            factory: metrics)
    }
}
