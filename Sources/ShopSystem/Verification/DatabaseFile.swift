import Foundation
import GRDB

/// A participant's database as somebody else may read it: nothing is written into it, no lock keeps its
/// worker waiting.
struct DatabaseFile: Sendable {
    let participant: String
    let path: String

    init(participant: String, folder: String) {
        self.participant = participant
        path = URL(filePath: folder).appending(path: "\(participant).sqlite").absoluteURL.path
    }

    /// Whether a worker has the file open, or was killed: then its last commits are in the write-ahead log.
    var hasLog: Bool { FileManager.default.fileExists(atPath: path + "-wal") }

    /// SQLite's URI form of the path.
    ///
    /// Reading a WAL database needs its `-shm` file, which SQLite makes when it is missing. So a file without
    /// a log, which is complete by itself, is opened as immutable, and no trace is left beside it.
    private var uri: String {
        "file:\(PercentEncoding.encode(path))?mode=ro" + (hasLog ? "" : "&immutable=1")
    }

    /// Makes the tables visible under the participant's name.
    ///
    /// - Throws: ``SystemError`` when the file is missing, damaged, or the database of somebody else.
    func attach(to db: Database) throws(SystemError) {
        guard FileManager.default.fileExists(atPath: path) else {
            throw trouble("is not there: no worker has run with this folder yet, or the file was moved")
        }
        do {
            try db.execute(sql: "ATTACH DATABASE ? AS \"\(participant)\"", arguments: [uri])
            let tables = try String.fetchSet(
                db, sql: "SELECT name FROM \"\(participant)\".sqlite_schema WHERE type = 'table'")
            let missing = Self.tables(of: participant).subtracting(tables)
            guard missing.isEmpty else {
                let names = missing.sorted().joined(separator: ", ")
                throw trouble("is not the database of \(participant): it has no table \(names)")
            }
        } catch {
            throw Self.explained(error, self)
        }
    }

    private static func tables(of participant: String) -> Set<String> {
        let own: Set<String> =
            switch participant {
            case "order": ["orders", "events"]
            case "payment": ["payments"]
            case "inventory": ["stock", "reservations", "goods_received"]
            case "shipping": ["shipments"]
            case "email": ["mails"]
            default: []
            }
        return own.union(["inbox", "outbox", "retries", "timers"])
    }

    private func trouble(_ what: String) -> SystemError {
        SystemError(.unreadableDatabase, "\(path): \(what)")
    }

    private static func explained(_ error: any Error, _ file: DatabaseFile) -> SystemError {
        if let error = error as? SystemError { return error }
        return switch (error as? DatabaseError)?.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            file.trouble("is damaged or not a database (\(error)); it is left as it is")
        default: file.trouble("cannot be read; run as the user that runs the worker (\(error))")
        }
    }
}
