import Foundation
import GRDB

/// A database as durable as a worker's, in a folder that goes with it.
final class TemporaryDatabase: Sendable {
    let database: DatabasePool
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        database = try DatabasePool(path: folder.path(of: "log.sqlite"))
        try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
    }

    func close() throws {
        try database.close()
        try folder.remove()
    }
}

/// A folder of a benchmark's own.
struct TemporaryFolder: Sendable {
    private let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "benchmark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    func path(of file: String) -> String { url.appending(path: file).path }

    func remove() throws { try FileManager.default.removeItem(at: url) }
}

/// What was measured did not do what it should.
struct WrongResult: Error {
    let found: Int
    let expected: Int
}
