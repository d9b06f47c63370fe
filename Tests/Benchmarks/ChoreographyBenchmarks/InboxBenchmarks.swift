import Benchmark
@_spi(Benchmarks) import Choreography
import Foundation

/// Message ids into an inbox of their own, with one commit for all.
func inboxBenchmarks() {
    Benchmark("Enter 1,000 messages into the inbox in one commit", configuration: .init(scalingFactor: .one))
    {
        benchmark in
        let folder = try TemporaryFolder()
        let store = try Store.open(path: folder.path(of: "idler.sqlite"), participant: Idler())
        // With the statement prepared.
        _ = try store.enter([UUID().uuidString])
        let messages = (0..<1000).map { _ in UUID().uuidString }
        let start = benchmark.start()
        let entered = try store.enter(messages)
        benchmark.stop(start)
        guard entered == messages.count else { throw WrongResult(found: entered, expected: messages.count) }
        try await store.close()
        try folder.remove()
    }
}
