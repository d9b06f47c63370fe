import Foundation
import Glibc

/// A small file system of a worker's own, in memory, that can be filled.
struct SmallDisk: Sendable {
    /// The folder that it is mounted on.
    let path: String

    private var ballast: String { "\(path)/ballast" }

    /// Mounts an empty one.
    ///
    /// - Returns: nil when this process may not mount, which takes root's rights.
    /// - Throws: ``SystemError`` when it may, and it fails.
    static func mount(on path: String, megabytes: Int) throws(SystemError) -> SmallDisk? {
        try SmallFile.makeFolder(path)
        let options = "size=\(megabytes)m,mode=0700"
        guard Glibc.mount("choreo-chaos", path, "tmpfs", 0, options) == 0 else {
            if errno == EPERM || errno == EACCES { return nil }
            throw SystemError(
                .fileAccess,
                "\(path): no file system can be mounted on it: \(String(cString: strerror(errno)))")
        }
        return SmallDisk(path: path)
    }

    /// Takes all the space that is left.
    ///
    /// - Throws: ``SystemError`` when it cannot be taken.
    func fill() throws(SystemError) {
        let descriptor = open(ballast, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        defer { if descriptor >= 0 { Glibc.close(descriptor) } }
        guard descriptor >= 0 else { throw trouble("cannot be filled", errno) }
        var (size, chunk) = (off_t(0), off_t(16 << 20))
        while chunk >= 4096 {
            switch posix_fallocate(descriptor, size, chunk) {
            case 0: size += chunk
            case ENOSPC: chunk /= 2
            case let code: throw trouble("cannot be filled", code)
            }
        }
    }

    /// Gives it back.
    func free() { unlink(ballast) }

    /// Ends it.
    ///
    /// - Parameter keepsFiles: whether what is on it is to be found in the folder afterwards.
    func unmount(keepsFiles: Bool) throws {
        free()
        let copy = path + ".kept"
        if keepsFiles { try FileManager.default.copyItem(atPath: path, toPath: copy) }
        guard umount2(path, 0) == 0 || umount2(path, Int32(MNT_DETACH)) == 0 else {
            throw trouble("cannot be unmounted; do that with: umount \(path)", errno)
        }
        if keepsFiles {
            try FileManager.default.removeItem(atPath: path)
            try FileManager.default.moveItem(atPath: copy, toPath: path)
        }
    }

    private func trouble(_ what: String, _ code: Int32) -> SystemError {
        SystemError(.fileAccess, "\(path): \(what): \(String(cString: strerror(code)))")
    }
}
