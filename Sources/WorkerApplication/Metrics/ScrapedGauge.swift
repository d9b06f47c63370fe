/// A gauge that shows a state: read when somebody asks for the metrics, not pushed when something changes.
///
/// ```swift
/// ScrapedGauge("shop_orders", "Orders by where they stand.", by: "status") {
///     try await store.read { db in try OrderQueries.counts(in: db) }
/// }
/// ```
public struct ScrapedGauge: Sendable {
    let name: String
    let help: String
    let label: String?
    let read: @Sendable () async throws -> [String: Double]

    /// One value.
    ///
    /// - Parameters:
    ///   - name: As Prometheus has it, with the unit at the end: `shop_queue_age_seconds`.
    ///   - help: What it tells, as a sentence.
    ///   - read: The value now; may be called from any task, a few times a minute. What it throws is logged, and
    ///     the gauge is missing from that answer.
    public init(
        _ name: String, _ help: String, read: @escaping @Sendable () async throws -> Double
    ) {
        self.name = name
        self.help = help
        label = nil
        self.read = { ["": try await read()] }
    }

    /// A value for each of a few words.
    ///
    /// - Parameter label: What the words are: `status`.
    public init(
        _ name: String, _ help: String, by label: String,
        read: @escaping @Sendable () async throws -> [String: Double]
    ) {
        self.name = name
        self.help = help
        self.label = label
        self.read = read
    }

    func family() async throws -> MetricFamily {
        let samples = try await read().sorted { $0.key < $1.key }.map { word, value in
            MetricSample(labels: label.map { [MetricLabel(name: $0, value: word)] } ?? [], value: value)
        }
        return MetricFamily(name: name, kind: .gauge, help: help, samples: samples)
    }
}
