import ChoreographyTesting
import Foundation
import GRDB
import RabbitMQ
import Synchronization
import Testing

@testable import Choreography

/// Notes every loaf that was ordered; a row too many is an event that went in twice.
struct LoafList: HistoryProjection {
    struct Broken: Error {}

    /// Orders that cannot go in for now.
    final class Poison: Sendable {
        let order = Mutex<String?>(nil)
        init(_ order: String? = nil) { self.order.withLock { $0 = order } }
    }

    var name = "loaves"
    var version = 1
    var table = "loaves"
    var poison = Poison()

    var tables: [ProjectionTable] {
        [
            ProjectionTable(
                table, "(number INTEGER PRIMARY KEY, order_id TEXT NOT NULL, loaves INTEGER NOT NULL)",
                indexes: ["order_id"])
        ]
    }

    func apply(_ event: PublishedEvent, to view: ProjectionView) throws {
        guard event.type == LoafOrdered.type else { return }
        let ordered = try event.decode(LoafOrdered.self)
        try view.db.execute(
            sql: "INSERT INTO \(try view.table(table)) (order_id, loaves) VALUES (?, ?)",
            arguments: [ordered.order, ordered.loaves * version])
        if poison.order.withLock({ $0 == ordered.order }) { throw Broken() }
    }
}

/// A bakery on the shared broker, with nobody at work in it, and the file of a read model.
final class HistoryBench: Sendable {
    let host: VirtualHost
    let log = LogRecord()
    let path: String
    private let folder: URL

    init(limits: Topology.Limits = .init()) async throws {
        host = try await SharedNode.prepare(.bakery, limits: limits)
        folder = FileManager.default.temporaryDirectory.appending(path: "history-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.appending(path: "loaves.sqlite").path
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func follower(
        _ projection: LoafList = LoafList(), score: Score? = .bakery,
        configuration: HistoryConfiguration = HistoryConfiguration(
            maximumBatch: 7, lookInterval: .milliseconds(50)),
        points: CrashPoints = .none
    ) throws -> HistoryFollower {
        try HistoryFollower(
            projection, path: path, broker: try host.configuration(Topology.operatorUser), score: score,
            configuration: configuration, points: points, logger: log.logger)
    }

    /// Runs a follower while `body` does, and closes its file.
    func following<Value: Sendable>(
        _ follower: HistoryFollower, _ body: (HistoryFollower) async throws -> Value
    ) async throws -> Value {
        let running = Task { try await follower.run() }
        do {
            let value = try await body(follower)
            running.cancel()
            try await running.value
            return value
        } catch {
            running.cancel()
            _ = await running.result
            throw error
        }
    }

    /// Follows until everything up to `offset` is in.
    @discardableResult
    func follow(_ follower: HistoryFollower, through offset: Int64) async throws -> HistoryStatus {
        try await following(follower) { follower in
            try await until("offset \(offset) is in") { await follower.status.position ?? -1 >= offset }
            return await follower.status
        }
    }

    func publish(_ messages: [Message], as user: String = "window") async throws {
        let connection = try await Connection.open(host.configuration(user), logger: quiet)
        let outcomes = try await connection.makePublisher().publish(messages)
        await connection.close()
        try #require(outcomes.filter { $0 != .confirmed } == [])
    }

    /// Orders with the message ids `m-<number>`.
    func order(_ numbers: Range<Int>, padding: Int = 0) async throws {
        try await publish(numbers.map { Self.order("o-\($0)", id: "m-\($0)", padding: padding) })
    }

    static func order(
        _ order: String, loaves: Int = 1, id: String, user: String? = "window", headers: FieldTable = [:],
        padding: Int = 0
    ) -> Message {
        message(
            #"{"order":"\#(order)","loaves":\#(loaves)}"# + String(repeating: " ", count: padding), id: id,
            user: user, headers: headers)
    }

    /// Not mandatory: nobody hears some of them.
    static func message(
        _ body: String, id: String?, type: EventType = LoafOrdered.type, user: String? = "window",
        headers: FieldTable = [:]
    ) -> Message {
        Message(
            exchange: Topology.eventsExchange, routingKey: type.rawValue,
            properties: BasicProperties(
                headers: headers, deliveryMode: .persistent, messageID: id, type: type.rawValue, userID: user),
            body: Array(body.utf8), mandatory: false)
    }

    /// What the file holds, as another process sees it.
    func orders(_ table: String = "loaves") async throws -> [String] {
        try await rows("SELECT order_id FROM \(table) ORDER BY number")
    }

    func rows<Value: DatabaseValueConvertible & Sendable>(_ sql: String) async throws -> [Value] {
        try await DatabaseQueue(path: path).read { try Value.fetchAll($0, sql: sql) }
    }

    /// The first offset that the stream still has.
    func firstOffset() async throws -> Int64 {
        let connection = try await Connection.open(host.configuration(Topology.operatorUser), logger: quiet)
        let consumer = try await connection.consume(
            queue: Topology.historyQueue, prefetch: 1, arguments: ["x-stream-offset": "first"])
        let first = try #require(try await consumer.nextBatch()?.first)
        await connection.close()
        return try #require(first.properties.headers["x-stream-offset"]?.integer)
    }

    static func names(_ numbers: Range<Int>) -> [String] { numbers.map { "o-\($0)" } }
}
