import Benchmark
import Choreography
import Foundation
import GRDB

/// A log of one stream, in a database of its own.
private final class Log: Sendable {
    let events = EventStore()
    private let disk: TemporaryDatabase

    var database: DatabasePool { disk.database }

    init(events count: Int = 0) throws {
        disk = try TemporaryDatabase()
        try database.write { db in
            try EventStore.createTables(in: db)
            try append(count, after: 0, in: db)
        }
    }

    func append(_ count: Int, after version: Int, in db: Database) throws {
        let new = (0..<count).map { number in
            EventStore.NewEvent(
                id: "01930f6e-7c4e-7b1a-9d55-\(version + number)", type: "stock.counted",
                data: #"{"sku":"ESPRESSO-1KG","count":1}"#)
        }
        try events.append(
            new, to: "stock", expectedVersion: version, at: Date(timeIntervalSince1970: 1_800_000_000), in: db
        )
    }

    func close() throws { try disk.close() }
}

private struct Counted: Decodable {
    let count: Int
}

func eventStoreBenchmarks() {
    appendBenchmark("Append 1 event, with its own commit to the disk", count: 1)
    appendBenchmark("Append 100 events in one commit", count: 100)
    Benchmark("Read 10,000 events of a stream", configuration: .init(scalingFactor: .one)) { benchmark in
        let log = try Log(events: 10_000)
        let start = benchmark.start()
        blackHole(try await log.database.read { try log.events.read("stock", in: $0) })
        benchmark.stop(start)
        try log.close()
    }
    Benchmark("Load an aggregate of 10,000 events", configuration: .init(scalingFactor: .one)) { benchmark in
        let log = try Log(events: 10_000)
        let decoder = JSONDecoder()
        let start = benchmark.start()
        let total = try await log.database.read { db in
            try log.events.read("stock", in: db).reduce(0) { total, recorded in
                total + (try decoder.decode(Counted.self, from: Data(recorded.event.data.utf8))).count
            }
        }
        blackHole(total)
        benchmark.stop(start)
        try log.close()
    }
}

private func appendBenchmark(_ name: String, count: Int) {
    Benchmark(name, configuration: .init(scalingFactor: .one)) { benchmark in
        let log = try Log()
        // Opened, and with the statement prepared.
        try await log.database.write { try log.append(count, after: 0, in: $0) }
        let start = benchmark.start()
        try await log.database.write { try log.append(count, after: count, in: $0) }
        benchmark.stop(start)
        try log.close()
    }
}
