import Glibc

/// Small files that hold a secret or a configuration.
enum TextFile {
    struct Unreadable: Error {
        let reason: String
    }

    /// The whole file, which must not be larger than `limit`.
    static func bytes(of path: String, atMost limit: Int) throws(Unreadable) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Unreadable(reason: SystemError.text(errno)) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count == 0 { return bytes }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw Unreadable(reason: SystemError.text(errno)) }
            bytes += buffer[..<count]
            guard bytes.count <= limit else { throw Unreadable(reason: "it is larger than \(limit) bytes") }
        }
    }

    /// The secret in a file: its text without one line end at the end, as editors and `echo` leave it.
    static func secret(in path: String) throws(Unreadable) -> String {
        var bytes = try bytes(of: path, atMost: 64 << 10)
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard !bytes.isEmpty else { throw Unreadable(reason: "it is empty") }
        guard let text = String(validating: bytes, as: UTF8.self), !text.contains("\0") else {
            throw Unreadable(reason: "it is not UTF-8 text")
        }
        return text
    }
}

/// errno in words, with its name in no language but English.
enum SystemError {
    static func text(_ number: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard strerror_r(number, &buffer, buffer.count) == 0 else { return "error \(number)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
