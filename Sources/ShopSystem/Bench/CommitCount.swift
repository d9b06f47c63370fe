import Foundation

/// How many transactions have been committed into a SQLite database, without asking whoever writes it.
enum CommitCount {
    /// Where the counter `iChange` stands in the wal-index: https://www.sqlite.org/walformat.html, 2.1.
    private static let (offset, size) = (8, 4)

    /// The counter of a database in WAL mode that somebody has open. It goes up with each transaction that was
    /// written, wraps around, and begins anew when the log has to be recovered.
    ///
    /// - Throws: ``SystemError`` when nobody has the database open in WAL mode.
    static func read(ofDatabase path: String) throws(SystemError) -> UInt32 {
        guard let file = FileHandle(forReadingAtPath: "\(path)-shm") else { throw trouble(path) }
        defer { try? file.close() }
        guard let header = try? file.read(upToCount: offset + size), header.count == offset + size else {
            throw trouble(path)
        }
        // In the byte order of the machine.
        return header.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self) }
    }

    private static func trouble(_ path: String) -> SystemError {
        SystemError(.unreadableDatabase, "\(path)-shm cannot be read: does the worker run?")
    }
}
