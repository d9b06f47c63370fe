import Choreography
import Foundation
import Hummingbird
import NIOCore
import Synchronization
import Testing

@testable import WorkerApplication

@Suite("Clients that take their time, over a real connection", .timeLimit(.minutes(1)))
struct SlowClientTests {
    /// Takes a body, and tells how many have come in.
    private final class Counted: Sendable {
        private let count = Mutex(0)
        var bodies: Int { count.withLock { $0 } }

        var endpoint: Endpoint {
            Endpoint(
                .post, "/wishes", "Wishes", answers: [Answer(.ok, "Taken.", schema: .string(), example: "x")]
            ) { request in
                _ = try await JSONBody.bytes(of: request.request, atMost: 1 << 20)
                self.count.withLock { $0 += 1 }
                return Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(string: "taken")))
            }
        }
    }

    private static let head = [
        "POST /wishes HTTP/1.1", "Host: localhost", "Content-Type: application/json",
        "Content-Length: 100000",
        "", "",
    ].joined(separator: "\r\n")

    /// Sends `start`, then a little more again and again until the server ends the connection; what it has answered.
    private func trickle(
        _ door: OpenDoor, after start: String, more: String = " "
    ) async throws -> String {
        let port = try #require(URL(string: door.url)?.port)
        return try await RawHTTP.connected(port) { inbound, outbound in
            return try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    if !start.isEmpty { try await outbound.write(ByteBuffer(string: start)) }
                    while !more.isEmpty {
                        try await Task.sleep(for: .milliseconds(20))
                        try await outbound.write(ByteBuffer(string: more))
                    }
                }
                // What the server has not read when it closes is answered by a reset; then writing fails as well.
                defer { group.cancelAll() }
                var text = ""
                do {
                    for try await part in inbound { text += String(buffer: part) }
                } catch let error as IOError where error.errnoCode == ECONNRESET {}
                return text
            }
        }
    }

    @Test("a body that trickles in for longer than it may: 408, and the connection ends")
    func body() async throws {
        let counted = Counted()
        try await OpenDoor.with([counted.endpoint], requestTimeout: .seconds(1)) { door in
            let answer = try await trickle(door, after: Self.head)
            #expect(answer.hasPrefix("HTTP/1.1 408 "))
            #expect(answer.contains("application/problem+json"))
            #expect(answer.contains("the request must be complete within 1.0 seconds"))
            #expect(counted.bodies == 0)
            let other = try await door.post("/wishes", #"{"text":"a"}"#)
            #expect(other.status == 200, "others are served")
        }
    }

    @Test("one that was refused and goes on sending: the connection ends, nothing is said twice")
    func refused() async throws {
        let counted = Counted()
        try await OpenDoor.with([counted.endpoint], requestTimeout: .seconds(5)) { door in
            let head = Self.head.replacing("application/json", with: "text/plain")
            let answer = try await trickle(door, after: head)
            #expect(answer.hasPrefix("HTTP/1.1 415 "))
            #expect(!answer.contains("408"))
        }
    }

    @Test(
        "headers that trickle in, or nothing at all: the connection ends without a word",
        arguments: [("POST /wishes HTTP/1.1\r\nX-Long: ", "a"), ("", "")])
    func headers(start: String, more: String) async throws {
        try await OpenDoor.with([Counted().endpoint], idleTimeout: .milliseconds(150)) { door in
            let answer = try await trickle(door, after: start, more: more)
            #expect(answer == "")
        }
    }

    @Test("an answer may take longer than its request")
    func slowAnswer() async throws {
        let slow = Endpoint(
            .get, "/slow", "Slow", answers: [Answer(.ok, "At last.", schema: .string(), example: "x")]
        ) { _ in
            try await Task.sleep(for: .milliseconds(600))
            return Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(string: "at last")))
        }
        try await OpenDoor.with([slow], requestTimeout: .milliseconds(100)) { door in
            let answer = try await door.ask("GET", "/slow")
            #expect(answer.body == Data("at last".utf8))
        }
    }
}
