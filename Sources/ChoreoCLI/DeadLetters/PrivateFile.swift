import Foundation
import Glibc

/// A new file that nobody but its owner may read: dead letters hold what customers wrote.
struct PrivateFile {
    let path: String
    private let descriptor: Int32

    /// - Throws: ``CommandFailure`` when it cannot be made, or is there already.
    init(creating path: String) throws(CommandFailure) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let why = errno == EEXIST ? "is there already; name another" : Self.words
            throw CommandFailure(.failed, "\(path): \(why)")
        }
    }

    /// Adds to its end.
    func write(_ bytes: [UInt8]) throws(CommandFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw CommandFailure(.failed, "\(path): cannot be written: \(Self.words)")
            }
            rest = rest.dropFirst(count)
        }
    }

    /// Returns when everything is on the disk.
    func close() throws(CommandFailure) {
        let isSynced = fsync(descriptor) == 0
        guard Glibc.close(descriptor) == 0, isSynced else {
            throw CommandFailure(.failed, "\(path): cannot be written: \(Self.words)")
        }
    }

    private static var words: String { String(cString: strerror(errno)) }
}
