import Benchmark
@_spi(Benchmarks) import Choreography
@_spi(Benchmarks) import RabbitMQ

private let orderID = "01930f6e-7c4e-7b1a-9d55-0242ac120002"

/// What is done to each message without the disk: on its way out as an event in its envelope, on its way in as frames
/// and then as a delivery.
func envelopeBenchmarks() {
    messageBenchmark("Encode an event and its envelope") { benchmark, worker, _ in
        let event = OrderWanted(order: orderID)
        let start = benchmark.start()
        for _ in benchmark.scaledIterations { blackHole(try worker.encode(event, messageID: orderID)) }
        benchmark.stop(start)
    }
    messageBenchmark("Route the three frames of a delivery") { benchmark, _, delivery in
        var frames = try MeasuredFrames(of: delivery)
        guard try frames.route()?.body == delivery.body else { throw WrongResult(found: 0, expected: 1) }
        let start = benchmark.start()
        for _ in benchmark.scaledIterations { blackHole(try frames.route()) }
        benchmark.stop(start)
    }
    messageBenchmark("Screen a delivery and decode its event") { benchmark, worker, delivery in
        guard worker.decodes(delivery) else { throw WrongResult(found: 0, expected: 1) }
        let start = benchmark.start()
        for _ in benchmark.scaledIterations { blackHole(worker.decodes(delivery)) }
        benchmark.stop(start)
    }
}

/// `measure` gets a worker that does not run, and an order as it comes to it.
private func messageBenchmark(
    _ name: String, measure: @escaping @Sendable (Benchmark, Worker, Delivery) throws -> Void
) {
    Benchmark(name) { benchmark in
        let folder = try TemporaryFolder()
        let store = try Store.open(path: folder.path(of: "idler.sqlite"), participant: Idler())
        let worker = try Worker.idler(store: store, broker: Hand())
        try measure(benchmark, worker, try worker.encode(OrderWanted(order: orderID), messageID: orderID))
        try await store.close()
        try folder.remove()
    }
}
