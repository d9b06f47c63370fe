import Glibc

/// Small files that hold a secret or a configuration.
package enum TextFile {
    /// Why a file cannot be used; names neither the file nor what is in it.
    package struct Unreadable: Error {
        /// Completes "... cannot be used: ".
        package let reason: String

        package init(reason: String) { self.reason = reason }
    }

    /// A secret as a file holds it.
    package struct Secret: Sendable, Hashable {
        /// The text without one line end at the end, as editors and `echo` leave it.
        package let text: String
        /// Whether any user of the machine may read the file.
        package let isOpenToAll: Bool
    }

    /// The whole file, which must not be larger than `limit`.
    package static func bytes(of path: String, atMost limit: Int) throws(Unreadable) -> [UInt8] {
        try read(path, atMost: limit).bytes
    }

    /// The secret in a file.
    package static func secret(in path: String) throws(Unreadable) -> Secret {
        var (bytes, mode) = try read(path, atMost: 64 << 10)
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard !bytes.isEmpty else { throw Unreadable(reason: "it is empty") }
        guard let text = String(validating: bytes, as: UTF8.self), !text.contains("\0") else {
            throw Unreadable(reason: "it is not UTF-8 text")
        }
        return Secret(text: text, isOpenToAll: mode & S_IROTH != 0)
    }

    private static func read(
        _ path: String, atMost limit: Int
    ) throws(Unreadable) -> (bytes: [UInt8], mode: mode_t) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Unreadable() }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Unreadable() }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count == 0 { return (bytes, status.st_mode) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw Unreadable() }
            bytes += buffer[..<count]
            guard bytes.count <= limit else { throw Unreadable(reason: "it is larger than \(limit) bytes") }
        }
    }
}

extension TextFile.Unreadable {
    /// What the system says.
    fileprivate init() { self.init(reason: String(cString: strerror(errno))) }
}
