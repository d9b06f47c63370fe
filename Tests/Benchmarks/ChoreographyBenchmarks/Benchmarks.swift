import Benchmark

let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = Benchmark.Configuration(
        metrics: [.wallClock, .processorTime, .syncs, .writeBytesLogical], warmupIterations: 3,
        scalingFactor: .kilo, maxDuration: .seconds(3), maxIterations: 10_000,
        // How far the 90th percentile may be, in per cent or in all, from the one that is stored in Thresholds. Not the
        // wall clock's: it varies more with the disk and the other programs than with what we do.
        thresholds: [
            .processorTime: BenchmarkThresholds(relative: [.p90: 100]),
            .syncs: BenchmarkThresholds(absolute: [.p90: 0]),
            .writeBytesLogical: BenchmarkThresholds(relative: [.p90: 20]),
        ])
    busBenchmarks()
    eventStoreBenchmarks()
    aggregateBenchmarks()
    envelopeBenchmarks()
    inboxBenchmarks()
    deliveryBenchmarks()
}
