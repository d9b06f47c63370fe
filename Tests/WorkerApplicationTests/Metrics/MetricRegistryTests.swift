import CoreMetrics
import Testing

@testable import WorkerApplication

@Suite("What is recorded, as Prometheus reads it") struct MetricRegistryTests {
    let registry = MetricRegistry()

    private func text(_ constant: [MetricLabel] = []) -> [String] {
        MetricText.write(registry.collected, constant: constant).split(separator: "\n").map(String.init)
    }

    @Test("a counter: its name ends in _total, its labels are escaped and in order") func counter() {
        let counter = CoreMetrics.Counter(
            label: "shop.parcels-lost",
            dimensions: [("z.last", "a\"b\\c\nd"), ("carrier", "x"), ("none", "")],
            factory: registry)
        counter.increment()
        counter.increment(by: 2)
        #expect(
            text([MetricLabel(name: "participant", value: "shipping")]) == [
                "# HELP shop_parcels_lost_total Recorded by this program as shop.parcels-lost.",
                "# TYPE shop_parcels_lost_total counter",
                #"shop_parcels_lost_total{participant="shipping",carrier="x",z_last="a\"b\\c\nd"} 3"#,
            ])
    }

    @Test("a timer: a histogram of seconds, cumulative") func timer() {
        let timer = Timer(label: "messaging.process.duration", dimensions: [], factory: registry)
        timer.recordNanoseconds(400_000)
        timer.recordNanoseconds(5_000_000)
        timer.recordNanoseconds(60_000_000_000)
        let lines = text()
        let name = "messaging_process_duration_seconds"
        #expect(lines.contains("# TYPE \(name) histogram"))
        for line in [
            "_bucket{le=\"0.0005\"} 1", "_bucket{le=\"0.0025\"} 1", "_bucket{le=\"0.005\"} 2",
            "_bucket{le=\"30\"} 2", "_bucket{le=\"+Inf\"} 3", "_sum 60.0054", "_count 3",
        ] {
            #expect(lines.contains(name + line), "\(line)")
        }
    }

    @Test("a gauge has the last value, a recorder the distribution, a meter goes up and down") func gauges() {
        let gauge = Gauge(label: "depth", dimensions: [], factory: registry)
        gauge.record(3)
        gauge.record(1.5)
        let meter = Meter(label: "level", factory: registry)
        meter.set(10)
        meter.decrement(by: 4)
        let recorder = Recorder(label: "sizes", dimensions: [], aggregate: true, factory: registry)
        recorder.record(50)
        let lines = text()
        #expect(lines.contains("depth 1.5") && lines.contains("# TYPE depth gauge"))
        #expect(lines.contains("level 6"))
        #expect(lines.contains("sizes_bucket{le=\"10\"} 0") && lines.contains("sizes_bucket{le=\"100\"} 1"))
    }

    @Test("the same label and dimensions are one series, whoever asks, in whatever order") func identity() {
        CoreMetrics.Counter(label: "n", dimensions: [("a", "1"), ("b", "2")], factory: registry).increment()
        CoreMetrics.Counter(label: "n", dimensions: [("b", "2"), ("a", "1")], factory: registry).increment()
        CoreMetrics.Counter(label: "n", dimensions: [("a", "2"), ("b", "1")], factory: registry).increment()
        #expect(
            text().filter { !$0.hasPrefix("#") }.sorted() == [
                #"n_total{a="1",b="2"} 2"#, #"n_total{a="2",b="1"} 1"#,
            ])
    }

    @Test("a name that is used for two kinds keeps the first") func twoKinds() {
        Gauge(label: "n", dimensions: [], factory: registry).record(1)
        Recorder(label: "n", dimensions: [], aggregate: true, factory: registry).record(2)
        #expect(text() == ["# HELP n Recorded by this program as n.", "# TYPE n gauge", "n 1"])
    }

    @Test("a series that is given up is not shown again") func destroyed() {
        let counter = CoreMetrics.Counter(label: "n", dimensions: [], factory: registry)
        counter.increment()
        counter.destroy()
        #expect(text().isEmpty)
    }

    @Test("numbers as Prometheus reads them") func numbers() {
        #expect(MetricText.number(.nan) == "NaN")
        #expect(MetricText.number(-.infinity) == "-Inf")
        #expect(MetricText.number(1e15) == "1000000000000000")
        #expect(MetricText.number(0.1) == "0.1")
    }

    @Test("many threads at once: nothing is lost") func threads() async {
        let counter = CoreMetrics.Counter(label: "n", dimensions: [], factory: registry)
        let timer = Timer(label: "t", dimensions: [], factory: registry)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<1_000 {
                        counter.increment()
                        timer.recordNanoseconds(1)
                    }
                }
            }
        }
        #expect(text().contains("n_total 8000"))
        #expect(text().contains("t_seconds_count 8000"))
    }
}
