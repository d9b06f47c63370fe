import Choreography
import Foundation
import GRDB
import ShopEvents

/// The five databases side by side, read-only, and beside them in memory what the broker holds: so one query
/// can ask all of them.
///
/// Tables of a participant go by its name, as in `payment.payments`; what the broker holds has no prefix.
final class Books: Sendable {
    private let database: DatabaseQueue
    private let files: [DatabaseFile]

    /// Opens the files of all participants.
    ///
    /// - Parameter folders: each participant's data folder.
    /// - Throws: ``SystemError`` with ``SystemError/Code/unreadableDatabase``.
    static func open(_ folders: [String: String]) async throws -> Books {
        let files = try Score.shop.parts.map { part throws(SystemError) in
            guard let folder = folders[part.name] else {
                throw SystemError(.unreadableDatabase, "nobody told where the data of \(part.name) is")
            }
            return DatabaseFile(participant: part.name, folder: folder)
        }
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        let books = Books(try DatabaseQueue(configuration: configuration), files)
        try await books.database.writeWithoutTransaction { db in
            // Without it SQLite would take the URI for the name of a new file.
            guard try Bool.fetchOne(db, sql: "SELECT sqlite_compileoption_used('USE_URI')") == true else {
                throw SystemError(
                    .unreadableDatabase, "this SQLite library cannot open files read-only by URI")
            }
            for file in files { try file.attach(to: db) }
            try BrokerTables.create(in: db)
        }
        return books
    }

    private init(_ database: DatabaseQueue, _ files: [DatabaseFile]) {
        self.database = database
        self.files = files
    }

    /// Writes to the tables in memory; the files cannot be written.
    func enter(_ body: @escaping @Sendable (Database) throws -> Void) async throws {
        try await explaining { try await self.database.write(body) }
    }

    /// Reads all databases as they stand, each in one transaction.
    func look<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await explaining { try await self.database.read(body) }
    }

    /// Changes when a file's content does; compare two of the same books.
    func stamps() async throws -> [String: String] {
        try await explaining {
            try await self.database.writeWithoutTransaction { db in
                try self.files.reduce(into: [:]) { stamps, file in
                    // An immutable file's version stands still, but its worker would begin with a log.
                    let version = try Int.fetchOne(db, sql: "PRAGMA \"\(file.participant)\".data_version")
                    stamps[file.participant] = "\(version ?? 0) \(file.hasLog)"
                }
            }
        }
    }

    /// Ends it; nothing is left beside the files that was not there before.
    func close() throws { try database.close() }

    private func explaining<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as DatabaseError {
            throw SystemError(.unreadableDatabase, "the databases cannot be read: \(error)")
        }
    }
}
