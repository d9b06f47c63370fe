import Glibc
import Synchronization

/// Holds `<database>.lock` for as long as it lives, so that a second worker on the same file ends instead of
/// applying events side by side. The file stays: it tells that a database has been here, and, as long as
/// something is written in it, that the worker which wrote that has not come to an orderly end.
final class StoreLock: Sendable {
    /// Whether the database was in use before by a worker that did not close it: it was killed, or crashed.
    let followsCrash: Bool
    private let descriptor: Mutex<Int32?>

    /// - Returns: the lock, and whether the lock file was there before.
    static func acquire(for path: String) throws(StoreError) -> (lock: StoreLock, wasHereBefore: Bool) {
        let lockPath = path + ".lock"
        let wasHereBefore = access(lockPath, F_OK) == 0
        let descriptor = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StoreError(
                code: .inaccessible, path: lockPath,
                message: "cannot be opened: \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw StoreError(
                code: .inUse, path: path,
                message:
                    "another worker has this database open; stop it first, or give this one its own data folder"
            )
        }
        let followsCrash = lseek(descriptor, 0, SEEK_END) > 0
        // Not synced: it is to survive this process, not the machine. Should the disk be full, the next start
        // does without a closer look.
        let pid = "\(getpid())\n"
        _ = pwrite(descriptor, pid, pid.utf8.count, 0)
        return (StoreLock(descriptor: descriptor, followsCrash: followsCrash), wasHereBefore)
    }

    private init(descriptor: Int32, followsCrash: Bool) {
        self.descriptor = Mutex(descriptor)
        self.followsCrash = followsCrash
    }

    /// Lets another worker have the file, after an orderly end; once is enough.
    func release() {
        descriptor.withLock { descriptor in
            guard let open = descriptor else { return }
            // Should it fail, the next start takes a closer look at its first messages, and that is all.
            _ = ftruncate(open, 0)
            // Closing alone is not enough: a process forked elsewhere in this one holds on to it until its exec.
            _ = flock(open, LOCK_UN)
            close(open)
            descriptor = nil
        }
    }

    deinit { release() }
}
