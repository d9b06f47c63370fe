import Foundation
import Glibc

/// Small files that are read and replaced as a whole.
enum SmallFile {
    /// The text; nil when it cannot be read. Also reads files of `/proc`, whose length is not known before.
    static func read(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).flatMap { String(bytes: $0, encoding: .utf8) }
    }

    /// Replaces the file in one step; nobody but its owner may read it.
    static func write(_ bytes: [UInt8], to path: String) throws(SystemError) {
        let temporary = "\(path).\(getpid())"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        let written = Glibc.write(descriptor, bytes, bytes.count)
        close(descriptor)
        guard written == bytes.count, rename(temporary, path) == 0 else { throw failure(path) }
    }

    /// Makes a folder that nobody but its owner may enter, with all above it.
    static func makeFolder(_ path: String) throws(SystemError) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw SystemError(.fileAccess, "\(path): cannot be made a folder: \(error.localizedDescription)")
        }
    }

    private static func failure(_ path: String) -> SystemError {
        SystemError(.fileAccess, "\(path): cannot be written: \(String(cString: strerror(errno)))")
    }
}
