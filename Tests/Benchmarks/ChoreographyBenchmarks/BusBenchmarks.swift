import Benchmark
import Choreography
import Logging

private struct PlaceOrder: Command {
    var order: Int
    typealias Result = Int
}

private struct Standing: Query, Hashable {
    var order: Int
    typealias Result = Int
}

/// As it is with a read model's usual key.
private struct StandingByName: Query, Hashable {
    var order: String
    typealias Result = String
}

/// What a layer costs that does nothing.
private struct Pass: Middleware {
    func handle<Output: Sendable>(
        _ call: Call, next: nonisolated(nonsending) @escaping @Sendable () async throws -> Output
    ) async throws -> Output {
        try await next()
    }
}

func busBenchmarks() {
    commandBenchmark("Command, bare", through: [])
    commandBenchmark("Command, three empty layers", through: [Pass(), Pass(), Pass()])
    commandBenchmark(
        "Command, measured, logged, authorised",
        through: [MeasureCalls(), LogCalls(to: Logger(label: "benchmark")), Authorise { _ in true }])
    queryBenchmarks()
}

private func commandBenchmark(_ name: String, through middleware: [any Middleware]) {
    Benchmark(name) { benchmark in
        let bus = try CommandBus(
            [.on(PlaceOrder.self) { command, _ in command.order &+ 1 }], through: middleware)
        let start = benchmark.start()
        for order in benchmark.scaledIterations {
            blackHole(try await bus.send(PlaceOrder(order: order)))
        }
        benchmark.stop(start)
    }
}

private func queryBenchmarks() {
    Benchmark("Query, not cached") { benchmark in
        let bus = try QueryBus([.on(Standing.self) { query, _ in query.order &+ 1 }])
        let start = benchmark.start()
        for order in benchmark.scaledIterations {
            blackHole(try await bus.ask(Standing(order: order)))
        }
        benchmark.stop(start)
    }
    cachedQueryBenchmark("Query, answered by a cache of 1,000", lifetime: nil)
    cachedQueryBenchmark("Query, answered by a cache of 1,000 with lifetime", lifetime: .seconds(600))
    Benchmark("Query, answered by a cache, the same text again and again") { benchmark in
        let cache = QueryCache<StandingByName>(capacity: 1000, lifetime: .seconds(600))
        let bus = try QueryBus([.on(StandingByName.self, cachedIn: cache) { query, _ in query.order }])
        let query = StandingByName(order: "01930f6e-7c4e-7b1a-9d55-0242ac120002")
        blackHole(try await bus.ask(query))
        let start = benchmark.start()
        for _ in benchmark.scaledIterations { blackHole(try await bus.ask(query)) }
        benchmark.stop(start)
    }
    Benchmark("Query, not in its cache") { benchmark in
        let cache = QueryCache<Standing>(capacity: 100, lifetime: .seconds(600))
        let bus = try QueryBus([.on(Standing.self, cachedIn: cache) { query, _ in query.order &+ 1 }])
        let start = benchmark.start()
        for order in benchmark.scaledIterations {
            blackHole(try await bus.ask(Standing(order: order)))
        }
        benchmark.stop(start)
    }
}

private func cachedQueryBenchmark(_ name: String, lifetime: Duration?) {
    Benchmark(name) { benchmark in
        let cache = QueryCache<Standing>(capacity: 1000, lifetime: lifetime)
        let bus = try QueryBus([.on(Standing.self, cachedIn: cache) { query, _ in query.order &+ 1 }])
        for order in 0..<1000 { blackHole(try await bus.ask(Standing(order: order))) }
        let start = benchmark.start()
        for order in benchmark.scaledIterations {
            blackHole(try await bus.ask(Standing(order: order % 1000)))
        }
        benchmark.stop(start)
    }
}
