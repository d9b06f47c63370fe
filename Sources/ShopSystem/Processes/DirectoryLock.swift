import Foundation
import Glibc

/// Held for as long as a shop runs in a directory; the kernel gives it back even when we are killed.
final class DirectoryLock: Sendable {
    private let descriptor: Int32

    /// - Throws: ``SystemError`` naming who runs there.
    init(directory: String) throws(SystemError) {
        let path = "\(directory)/lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw SystemError(.fileAccess, "\(path): cannot be opened: \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let holder =
                SmallFile.read(path)?.trimmingCharacters(in: .whitespacesAndNewlines) ?? "another process"
            close(descriptor)
            throw SystemError(
                .alreadyRunning,
                """
                a shop runs in \(directory) already: \(holder). Stop it with Ctrl-C in its terminal, or take \
                another directory with --directory.
                """)
        }
        let text = Array("process \(getpid()), since \(Date().formatted(.iso8601))\n".utf8)
        ftruncate(descriptor, 0)
        pwrite(descriptor, text, text.count, 0)
    }

    deinit {
        // Closing alone is not enough: a process that is just being started holds on to it until its exec.
        _ = flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
