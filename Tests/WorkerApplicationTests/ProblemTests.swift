import Foundation
import Hummingbird
import Logging
import Synchronization
import Testing

@testable import Choreography
@testable import WorkerApplication

@Suite("Problem details, over a real connection", .timeLimit(.minutes(1)))
struct ProblemTests {
    @Test("no such path, no such method")
    func routing() async throws {
        try await OpenDoor.with(Toys.all) { door in
            let nowhere = try await door.ask("GET", "/nowhere")
            #expect(nowhere.status == 404)
            #expect(nowhere.headers["content-type"] == "application/problem+json")
            #expect(nowhere.problem?.detail?.contains("/openapi.json") == true)
            for (method, path, allowed) in [("DELETE", "/toys/3", "GET, HEAD"), ("GET", "/toys", "POST")] {
                let refused = try await door.ask(method, path)
                #expect(refused.status == 405)
                #expect(refused.headers["allow"] == allowed)
                #expect(refused.problem?.title == "Method Not Allowed")
            }
            #expect(try await door.ask("HEAD", "/toys/3").status == 200)
        }
    }

    @Test("a body: its type, its size, its encoding, its shape")
    func bodies() async throws {
        try await OpenDoor.with(Toys.all, policy: DoorPolicy(maximumBodyBytes: 1_024)) { door in
            let good = #"{"lines":[{"quantity":1},{"quantity":2}],"note":"é"}"#
            #expect(try await door.post("/toys", good).body == Data("2\n".utf8))
            for type in ["text/plain", "application/json; charset=utf-16", "application/jsonx"] {
                let answer = try await door.post("/toys", good, headers: ["Content-Type": type])
                #expect(answer.status == 415, "\(type)")
                #expect(answer.problem?.detail?.contains("application/json") == true)
            }
            let charset = ["Content-Type": "Application/JSON; charset=UTF-8"]
            #expect(try await door.post("/toys", good, headers: charset).status == 200)
            let large = #"{"lines":[],"note":"\#(String(repeating: "x", count: 1_100))"}"#
            #expect(try await door.post("/toys", large).status == 413)
            for bytes in [Data([0x7B, 0xFF, 0x7D]), try #require("{}".data(using: .utf16LittleEndian))] {
                let headers = ["Content-Type": "application/json"]
                let answer = try await door.ask("POST", "/toys", headers: headers, body: bytes)
                #expect(answer.status == 400)
                #expect(answer.problem?.detail == "the body is not UTF-8")
            }
            #expect(try await door.post("/toys", "").problem?.detail?.hasPrefix("the body is empty") == true)
            let broken = try await door.post("/toys", "{")
            #expect(broken.status == 400)
            #expect(broken.problem?.type == "urn:problem:not-json")
        }
    }

    @Test(
        "a field that is wrong is named by its path",
        arguments: [
            (#"{"lines":[{"quantity":"1"}],"note":""}"#, "lines[0].quantity", "must be a whole number"),
            (#"{"lines":[{}],"note":""}"#, "lines[0].quantity", "is missing"),
            (#"{"lines":[],"note":null}"#, "note", "must be a string, not null"),
            (#"{"lines":{},"note":""}"#, "lines", "must be a list"),
        ])
    func fields(body: String, field: String, reason: String) async throws {
        try await OpenDoor.with(Toys.all) { door in
            let answer = try await door.post("/toys", body)
            #expect(answer.status == 400)
            #expect(answer.problem?.errors == [Problem.FieldError(field: field, reason: reason)])
        }
    }

    @Test("failures: what the asker can do something about is told, with the fitting status")
    func failures() async throws {
        let cases: [(any Error, Int, String)] = [
            (InvalidEvent(field: "lines[0].quantity", reason: "must be at least 1"), 422, "invalid-value"),
            (Failure.permanent(.invalidValue, "too much"), 422, "invalid-value"),
            (Failure.permanent(.messageIDReused, "x"), 422, "message-id-reused"),
            (Failure.transient(.outsideUnavailable, "down"), 503, "outside-unavailable"),
            (Failure.permanent(.notAuthorised, "not this one"), 403, "not-authorised"),
            (ProjectionNotBuilt(name: "view"), 503, "projection-not-built"),
            (Failure.permanent(.reactionFailed, "insides"), 500, ""),
        ]
        for (error, status, kind) in cases {
            try await OpenDoor.with([Toys.failing(error)]) { door in
                let answer = try await door.ask("GET", "/failing")
                #expect(answer.status == status, "\(error)")
                #expect(answer.problem?.type == (kind.isEmpty ? "about:blank" : "urn:problem:\(kind)"))
                #expect((answer.headers["retry-after"] != nil) == (status == 503))
                #expect(!String(decoding: answer.body, as: UTF8.self).contains("insides"))
            }
        }
    }

    @Test("a defect: its insides are in the log, under the id that the answer has, and not in the answer")
    func defects() async throws {
        let log = LogLines()
        let logger = Logger(label: "trial") { _ in log }
        try await OpenDoor.with([Toys.failing(Toys.Secretive())], logger: logger) { door in
            let answer = try await door.ask("GET", "/failing")
            #expect(answer.status == 500)
            #expect(!String(decoding: answer.body, as: UTF8.self).contains("password"))
            let line = try #require(log.lines.first)
            #expect(line.contains("SELECT password"))
            let id = try #require(answer.problem?.instance?.dropFirst("urn:request:".count))
            #expect(!id.isEmpty && line.contains(id))
        }
    }

    @Test("parameters: wrong, twice, unknown, missing")
    func parameters() async throws {
        try await OpenDoor.with(Toys.all) { door in
            for (path, field, reason) in [
                ("/toys/0", "size", "must be 1 to 9"),
                ("/numbers?page=0", "page", "must be a whole number from 1 to 1000000000"),
                ("/numbers?page_size=101", "page_size", "must be a whole number from 1 to 100"),
                ("/numbers?page=1&page=2", "page", "is given 2 times; give it once"),
                ("/numbers?pgae=2", "pgae", "is not known here; did you mean page?"),
                ("/then?at=yesterday", "at", "must be a time such as 2026-01-02T03:04:05Z"),
            ] {
                let answer = try await door.ask("GET", path)
                #expect(answer.status == 400, "\(path)")
                let error = try #require(answer.problem?.errors?.first)
                #expect(error.field == field)
                #expect(error.reason.hasPrefix(reason), "\(error.reason)")
            }
            struct Numbers: Decodable, Equatable {
                let items: [Int]
                let page, page_size, total, pages: Int
            }
            let page = try await door.ask("GET", "/numbers?page=3&page_size=20").body
            #expect(
                try JSONDecoder().decode(Numbers.self, from: page)
                    == Numbers(items: Array(41...45), page: 3, page_size: 20, total: 45, pages: 3))
            #expect(try await door.ask("GET", "/then?at=7").body == Data("\"version 7\"\n".utf8))
            #expect(try await door.ask("GET", "/then").body == Data("\"now\"\n".utf8))
        }
    }
}

/// Keeps what is logged.
private struct LogLines: LogHandler {
    private final class Kept: Sendable { let lines = Mutex<[String]>([]) }
    private let kept = Kept()
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]
    var lines: [String] { kept.lines.withLock { $0 } }

    subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        kept.lines.withLock { $0.append("\(event.message) \(event.metadata ?? [:])") }
    }
}
