import Foundation
import Glibc
import Testing

@testable import ChoreographyTesting

/// One end of a connection, in the hands of a test.
final class Peer: Sendable {
    enum End { case orderly, reset }

    let descriptor: Int32

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// A client on a port of this machine, connected or about to be.
    static func client(of port: Int) throws -> Peer {
        Peer(try #require(Socket.connect(to: try SocketAddress.lookUp("127.0.0.1", port: port))))
    }

    /// Sends all of it, as fast as the other end takes it.
    func send(_ bytes: [UInt8]) async throws {
        var rest = bytes[...]
        try await until("all is sent", within: .seconds(10)) {
            rest = rest.dropFirst(try sendNow(rest))
            return rest.isEmpty
        }
    }

    func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    /// Sends as much as there is room for; how much that was.
    func sendNow(_ bytes: ArraySlice<UInt8>) throws -> Int {
        switch Socket.write(bytes, to: descriptor) {
        case .done(let count): return count
        case .later: return 0
        case .failed:
            Issue.record("the connection is gone")
            throw CancellationError()
        }
    }

    /// No more will be sent from here.
    func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Ends the connection with a reset.
    func reset() {
        var unspecified = sockaddr()
        unspecified.sa_family = sa_family_t(AF_UNSPEC)
        // Dissolves a connection on Linux (connect(2)) and keeps the descriptor.
        Glibc.connect(descriptor, &unspecified, socklen_t(MemoryLayout<sockaddr>.size))
    }

    /// Waits for so many bytes.
    func receive(_ count: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        try await until("\(count) bytes have come", within: .seconds(10)) {
            bytes += receiveNow(atMost: count - bytes.count)
            return bytes.count == count
        }
        return bytes
    }

    func receive(text count: Int) async throws -> String {
        String(decoding: try await receive(count), as: UTF8.self)
    }

    /// What is there.
    func receiveNow(atMost count: Int = 1 << 16) -> [UInt8] {
        let (bytes, outcome) = Socket.read(from: descriptor, atMost: count)
        guard case .done = outcome else { return [] }
        return Array(bytes)
    }

    /// How the connection has ended; nil while it is open, whatever it has received.
    var end: End? {
        switch Socket.read(from: descriptor, atMost: 1 << 16).1 {
        case .done(0): .orderly
        case .done, .later: nil
        case .failed: .reset
        }
    }
}

/// Somebody who listens, in the hands of a test.
final class Target: Sendable {
    let listener: Int32
    let port: Int

    init(on port: Int = 0) throws { (listener, self.port) = try Socket.listen(on: port) }

    deinit { close(listener) }

    /// Waits for the next connection.
    func accept() async throws -> Peer {
        var peer: Peer?
        try await until("somebody connects", within: .seconds(10)) {
            if case .client(let descriptor) = Socket.accept(listener) { peer = Peer(descriptor) }
            return peer != nil
        }
        return try #require(peer)
    }
}

/// The sockets of this machine that are open or half closed, by port (`/proc/net/tcp`, proc(5)).
func openSockets(from local: Int? = nil, to remote: Int? = nil) throws -> Int {
    let (established, closeWait): (Substring, Substring) = ("01", "08")
    let table = try String(contentsOfFile: "/proc/net/tcp", encoding: .utf8)
    func port(_ address: Substring) -> Int? { Int(address.suffix(4), radix: 16) }
    let rows = table.split(separator: "\n").dropFirst().map { $0.split(separator: " ") }
    return rows.filter { columns in
        guard columns[3] == established || columns[3] == closeWait else { return false }
        return (local == nil || port(columns[1]) == local) && (remote == nil || port(columns[2]) == remote)
    }.count
}
