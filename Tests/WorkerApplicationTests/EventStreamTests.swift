import Foundation
import Hummingbird
import NIOCore
import Synchronization
import Testing

@testable import WorkerApplication

@Suite("Server-sent events, over a real connection", .timeLimit(.minutes(1)))
struct EventStreamTests {
    /// A stream that says `first`, then what it is told, and tells when its producer has ended.
    private struct Stage {
        let streams: EventStreams
        let ended: AsyncStream<Void>
        let endpoint: Endpoint
        private let words: AsyncStream<String>.Continuation

        init(limit: Int = 2, heartbeat: Duration = .seconds(60)) {
            let streams = EventStreams(limit: limit, heartbeat: heartbeat)
            let (ended, end) = AsyncStream.makeStream(of: Void.self)
            let (words, speak) = AsyncStream.makeStream(of: String.self)
            self.streams = streams
            self.ended = ended
            self.words = speak
            endpoint = Endpoint(
                .get, "/stream", "News", answers: [EventStreamAnswer("News.")]
            ) { request in
                try streams.open(for: request, retry: .seconds(3)) { stream in
                    defer { end.yield() }
                    try await stream.send(ServerSentEvent(id: "1", name: "first", data: "a\nb"))
                    for await word in words { try await stream.send(ServerSentEvent(data: word)) }
                }
            }
        }

        func say(_ word: String) { words.yield(word) }
        func finish() { words.finish() }
    }

    /// What a client has heard so far.
    private struct Listener {
        var parts: RawHTTP.Inbound.AsyncIterator
        var text = ""

        /// All that came, as soon as it has `wanted` in it or the connection has ended.
        mutating func heard(_ wanted: String) async throws -> String {
            while !text.contains(wanted), let part = try await parts.next() { text += String(buffer: part) }
            return text
        }
    }

    /// Opens `/stream` by hand and leaves when `body` has ended.
    private func listening(
        _ door: OpenDoor, _ body: (inout Listener) async throws -> Void
    ) async throws {
        let port = try #require(URL(string: door.url)?.port)
        try await RawHTTP.connected(port) { inbound, outbound in
            try await outbound.write(ByteBuffer(string: "GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n"))
            var listener = Listener(parts: inbound.makeAsyncIterator())
            try await body(&listener)
        }
    }

    @Test("events as the standard has them; ends when the producer does")
    func events() async throws {
        let stage = Stage()
        try await OpenDoor.with([stage.endpoint]) { door in
            try await listening(door) { listener in
                let start = try await listener.heard("data: b\n\n")
                #expect(start.contains("text/event-stream"))
                #expect(start.contains("retry: 3000\n\n"))
                #expect(start.contains("id: 1\nevent: first\ndata: a\ndata: b\n\n"))
                #expect(stage.streams.count == 1)
                stage.say("second")
                let second = try await listener.heard("data: second\n\n")
                #expect(second.contains("data: second\n\n"))
                stage.finish()
                let all = try await listener.heard("0\r\n\r\n")
                #expect(all.hasSuffix("0\r\n\r\n"))
            }
            for await _ in stage.ended { break }
            while stage.streams.count > 0 { try await Task.sleep(for: .milliseconds(5)) }
        }
    }

    @Test("a sign of life when there is nothing to say")
    func heartbeat() async throws {
        let stage = Stage(heartbeat: .milliseconds(20))
        try await OpenDoor.with([stage.endpoint]) { door in
            try await listening(door) { listener in
                let alive = try await listener.heard("\r\n:\n\n")
                #expect(alive.contains("\r\n:\n\n"))
            }
        }
    }

    @Test("a client that goes ends the producer and frees its place, while nothing is said")
    func disconnect() async throws {
        let stage = Stage()
        try await OpenDoor.with([stage.endpoint]) { door in
            try await listening(door) { listener in _ = try await listener.heard("data: b\n\n") }
            for await _ in stage.ended { break }
            while stage.streams.count > 0 { try await Task.sleep(for: .milliseconds(5)) }
        }
    }

    @Test("the worker's end ends the streams, and says so to their clients")
    func shutdown() async throws {
        let stage = Stage()
        try await OpenDoor.with([stage.endpoint]) { door in
            try await listening(door) { listener in
                _ = try await listener.heard("data: b\n\n")
                await door.shutDown()
                let all = try await listener.heard("0\r\n\r\n")
                #expect(all.hasSuffix("0\r\n\r\n"))
            }
            for await _ in stage.ended { break }
        }
    }

    @Test("no more than may be open; the next one is told when to come again")
    func limit() async throws {
        let stage = Stage(limit: 1)
        try await OpenDoor.with([stage.endpoint]) { door in
            try await listening(door) { listener in
                _ = try await listener.heard("data: b\n\n")
                let refused = try await door.ask("GET", "/stream")
                #expect(refused.status == 503)
                #expect(refused.headers["retry-after"] == "5")
                #expect(refused.problem?.detail?.contains("HTTP_MAX_STREAMS") == true)
                #expect(stage.streams.count == 1)
            }
            while stage.streams.count > 0 { try await Task.sleep(for: .milliseconds(5)) }
            #expect(try await door.ask("HEAD", "/stream").status == 200)
            #expect(stage.streams.count == 0)
        }
    }

    @Test("line breaks cannot forge fields")
    func forged() {
        let event = ServerSentEvent(id: "1\ndata: x", name: "a\r\nid: 7", data: "b\r\nid: 9\revent: c")
        #expect(event.text == "id: 1data: x\nevent: aid: 7\ndata: b\ndata: id: 9\ndata: event: c\n\n")
    }
}
