import ChoreographyTesting
import Glibc
import Testing

@testable import RabbitMQ

/// Bursts leave together, and nothing is held back when they are over.
@Suite(.timeLimit(.minutes(3))) struct WatchedSocketTests {
    @Test func aBurstIsHeldBackUntilItEnds() throws {
        let (socket, peer) = try connectedSockets()
        defer { [socket, peer].forEach { close($0) } }
        try WatchedSocket(descriptor: socket, limit: .seconds(10)).write(isBurst: true) {
            () throws(AMQPError) in
            for _ in 0..<3 { send(socket, "abc", 3, 0) }
            #expect(socket.isCorked)
            #expect(!isReadable(peer, within: 50))
        }
        #expect(!socket.isCorked)
        #expect(isReadable(peer, within: 100))
        var bytes = [UInt8](repeating: 0, count: 100)
        #expect(recv(peer, &bytes, 100, 0) == 9)
    }

    @Test func aBurstThatFailsLetsGo() throws {
        let (socket, peer) = try connectedSockets()
        defer { [socket, peer].forEach { close($0) } }
        let lost = AMQPError(.connectionLost, "lost")
        #expect(throws: lost) {
            try WatchedSocket(descriptor: socket, limit: .seconds(10)).write(isBurst: true) {
                () throws(AMQPError) in
                send(socket, "abc", 3, 0)
                throw lost
            }
        }
        #expect(!socket.isCorked)
        #expect(isReadable(peer, within: 100))
    }

    @Test func aSingleFrameIsNotHeldBack() throws {
        let (socket, peer) = try connectedSockets()
        defer { [socket, peer].forEach { close($0) } }
        try WatchedSocket(descriptor: socket, limit: .seconds(10)).write(isBurst: false) {
            () throws(AMQPError) in
            send(socket, "abc", 3, 0)
            #expect(isReadable(peer, within: 100))
        }
    }

    @Test func publishingAndSettlingTakeFewSegmentsAndHoldNothingBack() async throws {
        let bench = try await Bench()
        let socket = try #require(await bench.connection.descriptor)
        let publisher = try await bench.connection.makePublisher()
        let before = socket.segmentsSent
        let messages = (0..<320).map { bench.message([1, 2, 3], id: "\($0)") }
        #expect(await publisher.publish(messages).allSatisfy { $0 == .confirmed })
        #expect(!socket.isCorked)
        // Ten chunks; each message alone would be one or three.
        #expect(socket.segmentsSent - before < 80, "\(socket.segmentsSent - before)")

        let consumer = try await bench.connection.consume(queue: bench.queue, prefetch: 0)
        let deliveries = try await collect(320, from: consumer)
        let unsettled = socket.segmentsSent
        try await consumer.settle(deliveries.map { .ack($0.tag) })
        #expect(!socket.isCorked)
        #expect(socket.segmentsSent - unsettled < 20, "\(socket.segmentsSent - unsettled)")

        // Refused before anything is sent, in the middle of a burst.
        var refused = bench.message()
        refused.routingKey = String(repeating: "k", count: 256)
        let outcomes = await publisher.publish([bench.message(), refused, bench.message()])
        #expect(outcomes.count { $0 == .confirmed } == 2)
        #expect(!socket.isCorked)
        await bench.connection.close()
    }

    private func isReadable(_ socket: Int32, within milliseconds: Int32) -> Bool {
        var descriptor = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        return poll(&descriptor, 1, milliseconds) == 1
    }

    /// Two ends of a TCP connection on this machine, without Nagle's delays of their own.
    private func connectedSockets() throws -> (Int32, Int32) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let peer = try withUnsafeMutablePointer(to: &address) { address in
            try address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                try #require(bind(listener, address, size) == 0 && listen(listener, 1) == 0)
                try #require(getsockname(listener, address, &size) == 0)
                try #require(connect(client, address, size) == 0)
                return accept(listener, nil, nil)
            }
        }
        try #require(peer >= 0)
        var yes: Int32 = 1
        setsockopt(client, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        return (client, peer)
    }
}

extension Connection {
    /// The connection's socket.
    fileprivate var descriptor: Int32? { link?.watchedSocket.descriptor }
}

extension Int32 {
    fileprivate var isCorked: Bool {
        var value: Int32 = -1
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(self, Int32(IPPROTO_TCP), TCP_CORK, &value, &size)
        return value != 0
    }

    /// `tcpi_data_segs_out`, which glibc's own `tcp_info` leaves out (linux/tcp.h).
    fileprivate var segmentsSent: Int {
        var info = [UInt32](repeating: 0, count: 64)
        var size = socklen_t(256)
        getsockopt(self, Int32(IPPROTO_TCP), TCP_INFO, &info, &size)
        return Int(info[39])
    }
}
