import Benchmark
import Choreography
import Foundation
import GRDB

private enum Stock: Decider {
    enum Fact: Sendable, Equatable { case counted(Int) }

    static let initial = 0

    static func decide(_ count: Int, in state: Int) -> [Fact] { [.counted(count)] }

    static func evolve(_ state: Int, _ fact: Fact) -> Int {
        switch fact {
        case .counted(let count): state &+ count
        }
    }
}

private enum StockJSON: FactForm, SnapshotForm {
    private struct Counted: Codable {
        var sku = "ESPRESSO-1KG"
        let count: Int
    }

    static let version = 1

    static func type(of fact: Stock.Fact) -> String { "stock.counted" }

    static func data(of fact: Stock.Fact) throws -> String {
        switch fact {
        case .counted(let count):
            String(decoding: try JSONEncoder().encode(Counted(count: count)), as: UTF8.self)
        }
    }

    static func fact(type: String, data: String) throws -> Stock.Fact {
        .counted(try JSONDecoder().decode(Counted.self, from: Data(data.utf8)).count)
    }

    static func data(of state: Int) throws -> String { String(state) }

    static func state(from data: String) throws -> Int {
        guard let state = Int(data) else {
            throw UnreadableFact(type: "stock", version: version, reason: "not a number")
        }
        return state
    }
}

private typealias Stocks = AggregateStore<Stock, StockJSON, StockJSON>

/// With a snapshot for every 100 facts, loading reads 99 at most beside it, however long the stream is.
func aggregateBenchmarks() {
    loadBenchmark("Load an aggregate of 10,099 events, 99 of them after its snapshot", events: 10_099)
    loadBenchmark("Load an aggregate of 100 events without a snapshot", events: 100, snapshots: false)
}

private func loadBenchmark(_ name: String, events: Int, snapshots: Bool = true) {
    Benchmark(name, configuration: .init(scalingFactor: .one)) { benchmark in
        let disk = try TemporaryDatabase()
        let stocks = Stocks(snapshotInterval: snapshots ? 100 : .max)
        try await disk.database.write { db in
            try EventStore.createTables(in: db)
            try Snapshots.createTable(in: db)
            let context = EventContext(
                messageID: "01930f6e-7c4e-7b1a-9d55-0242ac120002", type: "warehouse.counted",
                correlationID: "stock")
            var stock = try stocks.load("stock", in: db)
            while stock.version < events {
                let facts = Array(repeating: Stock.Fact.counted(1), count: min(100, events - stock.version))
                stock = try stocks.append(
                    facts, to: stock, causedBy: context, at: Date(timeIntervalSince1970: 1_800_000_000),
                    in: db)
            }
        }
        // With the statements prepared, on the one connection that writes.
        blackHole(try await disk.database.write { try stocks.load("stock", in: $0) })
        let start = benchmark.start()
        let stock = try await disk.database.write { try stocks.load("stock", in: $0) }
        benchmark.stop(start)
        guard stock.state == events else { throw WrongResult(found: stock.state, expected: events) }
        try disk.close()
    }
}
