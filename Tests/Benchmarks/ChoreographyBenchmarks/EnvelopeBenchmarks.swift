import Benchmark
import Choreography

/// Encoding and screening alone, without the disk: an event that comes in by a door is put into its envelope and
/// screened as a delivery is, so one that is refused shows what was done up to there.
func envelopeBenchmarks() {
    // Refused for its size, before anything is decoded.
    refusalBenchmark(
        "Encode an event and its envelope", order: "01930f6e-7c4e-7b1a-9d55-0242ac120002",
        maximumBodyBytes: 0, kind: .tooLarge)
    // Refused as it is validated, when all is decoded.
    refusalBenchmark(
        "Encode an event and its envelope, screen and decode it",
        order: "", maximumBodyBytes: 256 * 1024,
        kind: .invalidValue)
}

private func refusalBenchmark(_ name: String, order: String, maximumBodyBytes: Int, kind: Failure.Kind) {
    Benchmark(name) { benchmark in
        let bench = try Bench(configuration: WorkerConfiguration(maximumBodyBytes: maximumBodyBytes))
        let event = OrderWanted(order: order)
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations {
            do {
                blackHole(
                    try await bench.worker.accept(event, messageID: "01930f6e-7c4e-7b1a-9d55-0242ac120002"))
                throw WrongResult(found: 1, expected: 0)
            } catch let failure as Failure {
                guard failure.kind == kind else { throw failure }
            }
        }
        benchmark.stopMeasurement()
        try await bench.close()
    }
}
