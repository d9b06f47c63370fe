import Benchmark

let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = Benchmark.Configuration(
        metrics: [.wallClock, .throughput], warmupIterations: 3, scalingFactor: .kilo,
        maxDuration: .seconds(3), maxIterations: 10_000)
    busBenchmarks()
    eventStoreBenchmarks()
    aggregateBenchmarks()
    envelopeBenchmarks()
    deliveryBenchmarks()
}
