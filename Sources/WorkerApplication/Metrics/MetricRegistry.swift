import CoreMetrics
import Synchronization

/// All that this process has recorded through swift-metrics, for Prometheus to read.
///
/// The same label with the same dimensions is the same series, whoever asks for it. A label that is used for two
/// kinds of metrics keeps the kind that came first; what is recorded as the other goes nowhere.
final class MetricRegistry: MetricsFactory {
    private struct Family {
        let kind: MetricFamily.Kind
        let help: String
        var series: [[MetricLabel]: any MetricHandler] = [:]
    }

    private let families = Mutex<[String: Family]>([:])

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(label, .counter, dimensions) { CountingHandler() } ?? NOOPMetricsHandler.instance
    }

    func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(label, .gauge, dimensions) { GaugeHandler() } ?? NOOPMetricsHandler.instance
    }

    func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        guard aggregate else {
            return series(label, .gauge, dimensions) { GaugeHandler() } ?? NOOPMetricsHandler.instance
        }
        return series(label, .histogram, dimensions) { HistogramHandler(bounds: HistogramHandler.decades) }
            ?? NOOPMetricsHandler.instance
    }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(label, .histogram, dimensions, isTimer: true) {
            HistogramHandler(bounds: HistogramHandler.seconds)
        } ?? NOOPMetricsHandler.instance
    }

    func destroyCounter(_ handler: any CounterHandler) { forget(handler) }
    func destroyMeter(_ handler: any MeterHandler) { forget(handler) }
    func destroyRecorder(_ handler: any RecorderHandler) { forget(handler) }
    func destroyTimer(_ handler: any TimerHandler) { forget(handler) }

    /// All families as they are at this moment.
    var collected: [MetricFamily] {
        families.withLock { $0 }.map { name, family in
            let samples = family.series.flatMap { labels, handler in
                handler.samples.map { sample in
                    MetricSample(suffix: sample.suffix, labels: labels + sample.labels, value: sample.value)
                }
            }
            return MetricFamily(name: name, kind: family.kind, help: family.help, samples: samples)
        }
    }

    private func series<Handler: MetricHandler>(
        _ label: String, _ kind: MetricFamily.Kind, _ dimensions: [(String, String)], isTimer: Bool = false,
        _ make: () -> Handler
    ) -> Handler? {
        let labels = Self.labels(dimensions)
        return families.withLock { families in
            let name = MetricName.of(label, kind, isTimer: isTimer)
            var family = families[name] ?? Family(kind: kind, help: MetricHelp.text(label))
            guard family.kind == kind else { return nil }
            if let known = family.series[labels] { return known as? Handler }
            let handler = make()
            family.series[labels] = handler
            families[name] = family
            return handler
        }
    }

    /// In one order, so that it does not matter in which they were given. An empty value is none to Prometheus.
    private static func labels(_ dimensions: [(String, String)]) -> [MetricLabel] {
        var seen: Set<String> = []
        return dimensions.filter { !$0.1.isEmpty }
            .map { MetricLabel(name: MetricName.sanitised($0.0), value: $0.1) }
            .filter { seen.insert($0.name).inserted }
            .sorted { $0.name < $1.name }
    }

    private func forget(_ handler: AnyObject) {
        families.withLock { families in
            families = families.mapValues { family in
                var family = family
                family.series = family.series.filter { $0.value !== handler }
                return family
            }
        }
    }
}
