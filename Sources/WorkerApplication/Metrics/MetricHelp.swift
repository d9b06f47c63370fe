import Choreography
import OpenTelemetryExport

/// What is said about the metrics that we know; swift-metrics itself has no place for it.
enum MetricHelp {
    static func text(_ label: String) -> String {
        texts[label] ?? "Recorded by this program as \(label)."
    }

    private static let texts = [
        Messaging.Metric.processDuration:
            "How long an event took, from its first look to its commit, by outcome and error.",
        Messaging.Metric.operationDuration: "How long the broker took to confirm what was published.",
        Messaging.Metric.sentMessages: "Messages that were published, confirmed or (by error) not.",
        Messaging.Metric.consumedMessages: "Messages that the broker has delivered.",
        MeasureCalls.durationLabel: "How long calls took: to the outside, commands, queries.",
        Projector.lagLabel: "How many facts a read model is behind.",
        SpanQueue.droppedLabel: "Spans that were given up, because the collector did not take them.",
        SpanQueue.exportedLabel: "Spans that the collector has taken.",
    ]
}
