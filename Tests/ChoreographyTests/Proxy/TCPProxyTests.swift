import ChoreographyTesting
import Glibc
import Testing

@Suite("A TCP proxy", .timeLimit(.minutes(1))) struct TCPProxyTests {
    let target: Target
    let proxy: TCPProxy

    init() async throws {
        target = try Target()
        proxy = try await TCPProxy.start(to: target.port)
    }

    private func connected() async throws -> (client: Peer, server: Peer) {
        let client = try Peer.client(of: proxy.port)
        return (client, try await target.accept())
    }

    @Test("passes bytes both ways, and each end's goodbye") func passes() async throws {
        let (client, server) = try await connected()
        let bytes = (0..<(3 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        async let up = server.receive(bytes.count)
        async let down = client.receive(bytes.count)
        try await client.send(bytes)
        try await server.send(bytes)
        #expect(try await up == bytes)
        #expect(try await down == bytes)
        client.finish()
        try await until("the goodbye is passed on") { server.end == .orderly }
        try await server.send("still here")
        #expect(try await client.receive(text: 10) == "still here")
        server.finish()
        try await until("the other goodbye is passed on") { client.end == .orderly }
        try await until("the connection is forgotten") { proxy.connectionCount == 0 }
    }

    @Test(
        "stalls the direction it is told to, and lets go on what was held",
        arguments: [
            TCPProxy.Direction.upstream, .downstream, .both,
        ]) func stalls(direction: TCPProxy.Direction) async throws
    {
        let (client, server) = try await connected()
        try await client.send("one")
        #expect(try await server.receive(text: 3) == "one")
        proxy.set(.stall(direction))
        try await client.send("up")
        try await server.send("down")
        if direction == .upstream { #expect(try await client.receive(text: 4) == "down") }
        if direction == .downstream { #expect(try await server.receive(text: 2) == "up") }
        // Long enough for loopback many times over; whether it is longer cannot make this fail.
        try await Task.sleep(for: .milliseconds(100))
        if direction != .upstream { #expect(client.receiveNow().isEmpty) }
        if direction != .downstream { #expect(server.receiveNow().isEmpty) }
        #expect(client.end == nil && server.end == nil)
        #expect(proxy.connectionCount == 1)
        proxy.set(.pass)
        if direction != .upstream { #expect(try await client.receive(text: 4) == "down") }
        if direction != .downstream { #expect(try await server.receive(text: 2) == "up") }
    }

    @Test("keeps an end to itself while it stalls") func holdsBackTheEnd() async throws {
        let (client, server) = try await connected()
        proxy.set(.stall(.both))
        try await client.send("last words")
        client.finish()
        try await Task.sleep(for: .milliseconds(100))
        #expect(server.end == nil)
        proxy.set(.pass)
        #expect(try await server.receive(text: 10) == "last words")
        try await until("the goodbye is passed on") { server.end == .orderly }
    }

    @Test("takes connections while it stalls; they go on later") func connectsWhileStalled() async throws {
        proxy.set(.stall(.both))
        let (client, server) = try await connected()
        try await client.send("hello")
        try await Task.sleep(for: .milliseconds(50))
        #expect(server.receiveNow().isEmpty)
        proxy.set(.pass)
        #expect(try await server.receive(text: 5) == "hello")
    }

    @Test("holds a sender back while the other end does not read") func backpressure() async throws {
        let (client, server) = try await connected()
        let chunk = [UInt8](repeating: 7, count: 1 << 16)
        var sent = 0
        var quiet = 0
        try await until("there is no room for more") {
            let count = try client.sendNow(chunk[...])
            sent += count
            quiet = count == 0 ? quiet + 1 : 0
            return quiet == 20
        }
        #expect(sent < 64 << 20)
        #expect(try await server.receive(sent).allSatisfy { $0 == 7 })
    }

    @Test("cuts connections with a reset at both ends, stalled ones too", arguments: [false, true])
    func cuts(isStalled: Bool) async throws {
        let (client, server) = try await connected()
        if isStalled { proxy.set(.stall(.both)) }
        proxy.cut()
        #expect(proxy.connectionCount == 0)
        try await until("both have heard") { client.end == .reset && server.end == .reset }
        proxy.set(.pass)
        let (next, nextServer) = try await connected()
        try await next.send("next")
        #expect(try await nextServer.receive(text: 4) == "next")
    }

    @Test("passes a reset on") func passesReset() async throws {
        let (client, server) = try await connected()
        try await client.send("to be seen by the proxy")
        _ = try await server.receive(1)
        server.reset()
        try await until("it is reset") { client.end == .reset }
    }

    @Test("refuses new connections and leaves the others alone") func refuses() async throws {
        let (client, server) = try await connected()
        proxy.set(.refuse)
        let refused = try Peer.client(of: proxy.port)
        try await until("it is reset") { refused.end == .reset }
        try await client.send("on")
        #expect(try await server.receive(text: 2) == "on")
        proxy.set(.pass)
        _ = try await connected()
    }

    @Test("as a black hole loses all for ever, the ends too; new connections are well") func blackHole()
        async throws
    {
        let (client, server) = try await connected()
        proxy.set(.stall(.both))
        try await client.send("held, then lost")
        proxy.blackhole()
        proxy.set(.pass)
        try await client.send("lost")
        let (next, nextServer) = try await connected()
        try await next.send("well")
        #expect(try await nextServer.receive(text: 4) == "well")
        client.finish()
        try await Task.sleep(for: .milliseconds(100))
        #expect(server.receiveNow().isEmpty)
        #expect(server.end == nil)
        #expect(proxy.connectionCount == 2)
        server.finish()
        try await until("it is forgotten when both ends have gone") { proxy.connectionCount == 1 }
    }

    @Test("resets its clients while nobody is at the target, and serves them once somebody is")
    func targetAway() async throws {
        let port = try Target().port
        let proxy = try await TCPProxy.start(to: port)
        let early = try Peer.client(of: proxy.port)
        try await until("it is reset") { early.end == .reset }
        let target = try Target(on: port)
        let late = try Peer.client(of: proxy.port)
        let server = try await target.accept()
        try await late.send("there")
        #expect(try await server.receive(text: 5) == "there")
    }

    @Test("leaks no descriptor and frees its port") func stops() async throws {
        for number in 0..<200 {
            let (client, server) = try await connected()
            if number % 3 == 0 { proxy.cut() } else { client.finish() }
            if number % 3 == 1 { server.finish() }
        }
        let last = try await connected()
        let port = proxy.port
        await proxy.stop()
        await proxy.stop()
        #expect(proxy.connectionCount == 0)
        try await until("the ends have heard") { last.client.end == .reset && last.server.end == .reset }
        #expect(try openSockets(from: port) == 0)
        #expect(try openSockets(to: target.port) == 0)
        let again = try await TCPProxy.start(to: target.port, on: port)
        #expect(again.port == port)
    }

    @Test("says why it cannot start") func errors() async throws {
        let taken = try await #require(throws: TCPProxyError.self) {
            try await TCPProxy.start(to: target.port, on: proxy.port)
        }
        #expect(taken.description == "cannot listen on 127.0.0.1:\(proxy.port): Address already in use")
        let unknown = try await #require(throws: TCPProxyError.self) {
            try await TCPProxy.start(to: 1, targetHost: "256.0.0.1")
        }
        #expect(unknown.description.contains("the target 256.0.0.1:1 is not known"))
    }

    @Test("letting go of it stops it") func deinitialized() async throws {
        var proxy: TCPProxy? = try await TCPProxy.start(to: target.port)
        let port = try #require(proxy?.port)
        let client = try Peer.client(of: port)
        let server = try await target.accept()
        proxy = nil
        try await until("both are reset") { client.end == .reset && server.end == .reset }
    }
}
