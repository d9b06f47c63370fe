import Glibc
import Synchronization

/// Holds `<database>.lock` for as long as it lives, so that a second worker on the same file ends instead of
/// applying events side by side. The file stays: it also tells that a database has been here.
final class StoreLock: Sendable {
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
        return (StoreLock(descriptor: descriptor), wasHereBefore)
    }

    private init(descriptor: Int32) { self.descriptor = Mutex(descriptor) }

    /// Lets another worker have the file; once is enough.
    func release() {
        descriptor.withLock { descriptor in
            if let open = descriptor { close(open) }
            descriptor = nil
        }
    }

    deinit { release() }
}
