import Foundation
import Glibc

/// Publishes bytes that no careful client would write: an AMQP 0-9-1 client of a few methods, without any
/// check of its own. Each call is a connection.
struct RawPublisher: Sendable {
    enum Answer: Equatable {
        case confirmed
        /// The broker closed channel or connection.
        case closed(code: Int)
    }

    struct Trouble: Error, CustomStringConvertible {
        let description: String
    }

    let port: Int
    let virtualHost: String
    let user: String

    /// Publishes one message to the exchange `events` and waits for the broker's answer.
    ///
    /// - Parameter properties: flags and values, as they go on the wire.
    func publish(key: String, properties: [UInt8], body: [UInt8]) async throws -> Answer {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result {
                        let wire = try RawConnection(port: port)
                        defer { wire.end() }
                        try wire.logIn(user: user, virtualHost: virtualHost)
                        return try wire.publish(key: key, properties: properties, body: body)
                    })
            }
        }
    }
}

/// A socket with frames on it. For one thread, which it blocks.
private final class RawConnection {
    private let socket: Int32

    init(port: Int) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw RawPublisher.Trouble(description: "cannot connect") }
    }

    func end() { close(socket) }

    func logIn(user: String, virtualHost: String) throws {
        try send(Array("AMQP".utf8) + [0, 0, 9, 1])
        _ = try method(10, 10)
        try send(
            10, 11,
            Raw.table([]) + Raw.short("PLAIN") + Raw.long(Array("\0\(user)\0secret".utf8))
                + Raw.short("en_US"))
        let tune = try method(10, 30)
        try send(10, 31, Array(tune[0..<6]) + [0, 0])
        try send(10, 40, Raw.short(virtualHost) + [0, 0])
        _ = try method(10, 41)
        try send(20, 10, [0], channel: 1)
        _ = try method(20, 11)
        try send(85, 10, [0], channel: 1)
        _ = try method(85, 11)
    }

    func publish(key: String, properties: [UInt8], body: [UInt8]) throws -> RawPublisher.Answer {
        try send(60, 40, [0, 0] + Raw.short("events") + Raw.short(key) + [0], channel: 1)
        try send(frame(2, 1, [0, 60, 0, 0] + Raw.integer(UInt64(body.count)) + properties))
        for start in stride(from: 0, to: body.count, by: 100_000) {
            try send(frame(3, 1, Array(body[start..<min(start + 100_000, body.count)])))
        }
        while true {
            let (kind, payload) = try frame()
            guard kind == 1 else { continue }
            switch (payload[1], payload[3]) {
            case (60, 80): return .confirmed
            case (20, 40), (10, 50): return .closed(code: Int(payload[4]) << 8 | Int(payload[5]))
            default: continue
            }
        }
    }

    private func frame(_ kind: UInt8, _ channel: UInt16, _ payload: [UInt8]) -> [UInt8] {
        [kind] + Raw.integer(channel) + Raw.integer(UInt32(payload.count)) + payload + [0xCE]
    }

    private func send(_ owner: UInt16, _ method: UInt16, _ arguments: [UInt8], channel: UInt16 = 0) throws {
        try send(frame(1, channel, Raw.integer(owner) + Raw.integer(method) + arguments))
    }

    private func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            // The broker may have closed while more is sent; what it said is there to be read.
            guard count > 0 else { return }
            rest.removeFirst(count)
        }
    }

    /// The arguments of the next method, which has to be this one.
    private func method(_ owner: UInt8, _ method: UInt8) throws -> [UInt8] {
        let (kind, payload) = try frame()
        guard kind == 1, payload[1] == owner, payload[3] == method else {
            throw RawPublisher.Trouble(description: "expected \(owner).\(method), got \(payload.prefix(80))")
        }
        return Array(payload[4...])
    }

    private func frame() throws -> (kind: UInt8, payload: [UInt8]) {
        let head = try read(7)
        let size = head[3...6].reduce(0) { $0 << 8 | Int($1) }
        return (head[0], Array(try read(size + 1).dropLast()))
    }

    private func read(_ count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            var buffer = [UInt8](repeating: 0, count: count - bytes.count)
            let got = recv(socket, &buffer, buffer.count, 0)
            guard got > 0 else { throw RawPublisher.Trouble(description: "the broker hung up") }
            bytes += buffer[0..<got]
        }
        return bytes
    }
}

/// AMQP on the wire, without any check.
enum Raw {
    static func integer(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }

    static func short(_ text: String) -> [UInt8] { short(Array(text.utf8)) }
    static func short(_ bytes: [UInt8]) -> [UInt8] { [UInt8(bytes.count)] + bytes }
    static func long(_ bytes: [UInt8]) -> [UInt8] { integer(UInt32(bytes.count)) + bytes }

    /// An entry of a table: the letter of its kind and the value's bytes.
    static func entry(_ key: String, _ kind: Character, _ value: [UInt8]) -> [UInt8] {
        entry(Array(key.utf8), kind, value)
    }

    static func entry(_ key: [UInt8], _ kind: Character, _ value: [UInt8]) -> [UInt8] {
        short(key) + Array(kind.utf8) + value
    }

    static func table(_ entries: [[UInt8]]) -> [UInt8] { long(Array(entries.joined())) }

    /// Properties with headers and a message id.
    static func properties(headers: [[UInt8]], id: [UInt8]) -> [UInt8] {
        integer(UInt16(1 << 13 | 1 << 7)) + table(headers) + short(id)
    }

    /// Tables (`F`) or arrays (`A`) in each other, so deep.
    static func nested(_ kind: Character, depth: Int) -> [UInt8] {
        // From the inside out is quadratic; lengths are known from the outside in.
        let layer = kind == "F" ? 7 : 5
        var bytes: [UInt8] = []
        bytes.reserveCapacity(depth * layer + 4)
        for level in 0..<depth {
            bytes += integer(UInt32((depth - level - 1) * layer + layer))
            bytes += kind == "F" ? [1, UInt8(ascii: "t")] + [UInt8(ascii: "F")] : [UInt8(ascii: "A")]
        }
        return bytes + integer(UInt32(0))
    }
}
