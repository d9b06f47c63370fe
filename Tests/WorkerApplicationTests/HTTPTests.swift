import Choreography
import Foundation
import FoundationNetworking
import Hummingbird
import Logging
import Synchronization
import Testing

@testable import WorkerApplication

@Suite("The HTTP door, asked over a real connection", .timeLimit(.minutes(1)))
struct HTTPTests {
    private final class State: Sendable {
        private let value: Mutex<Readiness>
        init(_ value: Readiness) { self.value = Mutex(value) }
        var now: Readiness {
            get { value.withLock { $0 } }
            set { value.withLock { $0 = newValue } }
        }
    }

    private static let order = Parameter<String>(
        "id", in: .path, "Which order.", schema: .string(), example: "7"
    ) { $0 }

    /// Opens a door on a free port and runs `body` with its URL, learned from the announcement.
    private func withDoor(
        _ state: State, scratch: Scratch, _ body: (String) async throws -> Void
    ) async throws {
        let order = Endpoint(
            .get, "/orders/{id}", "An order", parameters: [Self.order],
            answers: [Answer(.ok, "The order.", schema: .string(), example: "7")]
        ) { request in
            Response(
                status: .ok,
                body: ResponseBody(byteBuffer: ByteBuffer(string: "order \(try request[Self.order])")))
        }
        let health = HealthRoutes(participant: "trial") { state.now }
        let router = Door(
            participant: "trial", about: "", endpoints: health.endpoints + [order], policy: DoorPolicy(),
            logger: Logger(label: "trial") { _ in SwiftLogNoOpLogHandler() }
        ).router()
        let announcement = Announcement(path: scratch.folder + "/trial.json")
        let door = HTTPServer(
            host: "127.0.0.1", port: 0, participant: "trial", responder: router.buildResponder(),
            announcement: announcement, logger: Logger(label: "trial") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await door.run() }
            try await body(try await announcedURL(announcement.path))
            group.cancelAll()
        }
    }

    private func announcedURL(_ path: String) async throws -> String {
        struct Announced: Decodable {
            let pid: Int32
            let http: String
        }
        while !FileManager.default.fileExists(atPath: path) { try await Task.sleep(for: .milliseconds(5)) }
        let announced = try JSONDecoder().decode(Announced.self, from: Data(contentsOf: URL(filePath: path)))
        #expect(announced.pid == getpid())
        return announced.http
    }

    private func get(_ url: String) async throws -> (status: Int, type: String?, body: Data) {
        let (body, response) = try await URLSession.shared.data(from: try #require(URL(string: url)))
        let http = try #require(response as? HTTPURLResponse)
        return (http.statusCode, http.value(forHTTPHeaderField: "Content-Type"), body)
    }

    @Test("live, ready, not ready with reasons, ready again; a participant's own route; nothing else")
    func health() async throws {
        struct Report: Decodable, Equatable {
            let status: String
            let reasons: [String]
            let outbox_depth: Int
        }
        let well = Readiness(ready: true, consuming: true, publishing: true, outboxDepth: 2, reasons: [])
        let ill = Readiness(
            ready: false, consuming: false, publishing: true, outboxDepth: 9,
            reasons: ["no \"broker\"", "slow"])
        let state = State(well)
        let scratch = try Scratch()
        try await withDoor(state, scratch: scratch) { url in
            #expect(url.hasPrefix("http://127.0.0.1:"))
            #expect(try await get(url + "/health/live").status == 200)
            for (now, status) in [(well, 200), (ill, 503), (well, 200)] {
                state.now = now
                let answer = try await get(url + "/health/ready")
                #expect(answer.status == status)
                #expect(answer.type == "application/json")
                let report = try JSONDecoder().decode(Report.self, from: answer.body)
                #expect(report.reasons == now.reasons)
                #expect(report.outbox_depth == now.outboxDepth)
                #expect(report.status == (now.ready ? "ready" : "not ready"))
            }
            #expect(try await get(url + "/health/live").status == 200)
            #expect(try await get(url + "/orders/7").body == Data("order 7".utf8))
            #expect(try await get(url + "/nowhere").status == 404)
        }
        #expect(!FileManager.default.fileExists(atPath: scratch.folder + "/trial.json"))
    }

    @Test("a port that is taken: says which, and what to do")
    func taken() async throws {
        let scratch = try Scratch()
        let state = State(
            Readiness(ready: true, consuming: true, publishing: true, outboxDepth: 0, reasons: []))
        try await withDoor(state, scratch: scratch) { url in
            let port = try #require(URL(string: url)?.port)
            let second = HTTPServer(
                host: "127.0.0.1", port: port, participant: "trial", responder: Router().buildResponder(),
                announcement: nil, logger: Logger(label: "trial") { _ in SwiftLogNoOpLogHandler() })
            let error = await #expect(throws: CannotListen.self) { try await second.run() }
            let caught = try #require(error)
            #expect(caught.description.contains("127.0.0.1 port \(port): Address already in use"))
            #expect(caught.description.contains("HTTP_PORT"))
            #expect(ExitCode(for: caught) == .unavailable)
        }
    }
}
