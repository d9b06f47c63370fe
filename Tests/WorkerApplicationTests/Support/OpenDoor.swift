import Foundation
import FoundationNetworking
import Hummingbird
import Logging
import ServiceLifecycle
import Testing

@testable import WorkerApplication

/// A door on a free port of this machine, open while a test asks.
struct OpenDoor {
    let url: String
    /// Ends it as a worker that is asked to end does.
    let shutDown: @Sendable () async -> Void

    struct Answer {
        let status: Int
        let headers: [String: String]
        let body: Data
        func json<Body: Decodable>(_ type: Body.Type) throws -> Body {
            try JSONDecoder().decode(type, from: body)
        }
        var problem: Problem.Document? { try? json(Problem.Document.self) }
    }

    /// Opens a door with the endpoints and runs `body`.
    static func with(
        _ endpoints: [Endpoint], policy: DoorPolicy = DoorPolicy(),
        logger: Logger = Logger(label: "trial") { _ in SwiftLogNoOpLogHandler() },
        requestTimeout: Duration? = nil, idleTimeout: Duration? = nil, _ body: (OpenDoor) async throws -> Void
    ) async throws {
        let door = Door(
            participant: "trial", about: "tries things out", endpoints: endpoints, policy: policy,
            logger: logger)
        try await with(door.router(), requestTimeout: requestTimeout, idleTimeout: idleTimeout, body)
    }

    static func with(
        _ router: Router<BasicRequestContext>, requestTimeout: Duration? = nil, idleTimeout: Duration? = nil,
        _ body: (OpenDoor) async throws -> Void
    ) async throws {
        let scratch = try Scratch()
        let announcement = Announcement(path: scratch.folder + "/trial.json")
        var server = HTTPServer(
            host: "127.0.0.1", port: 0, participant: "trial", responder: router.buildResponder(),
            announcement: announcement, logger: Logger(label: "trial") { _ in SwiftLogNoOpLogHandler() })
        if let requestTimeout { server.requestTimeout = requestTimeout }
        if let idleTimeout { server.idleTimeout = idleTimeout }
        let service = ServiceGroup(
            services: [server], logger: Logger(label: "trial") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await service.run() }
            let url = try await announcedURL(announcement.path)
            try await body(OpenDoor(url: url) { await service.triggerGracefulShutdown() })
            group.cancelAll()
        }
    }

    static func announcedURL(_ path: String) async throws -> String {
        struct Announced: Decodable { let http: String }
        while !FileManager.default.fileExists(atPath: path) { try await Task.sleep(for: .milliseconds(5)) }
        return try JSONDecoder().decode(Announced.self, from: Data(contentsOf: URL(filePath: path))).http
    }

    /// Asks over a real connection.
    func ask(
        _ method: String, _ path: String, headers: [String: String] = [:], body: Data? = nil
    ) async throws -> Answer {
        var request = URLRequest(url: try #require(URL(string: url + path)))
        request.httpMethod = method
        request.httpBody = body
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (data, response) = try await URLSession.shared.data(for: request)
        let http = try #require(response as? HTTPURLResponse)
        let fields = http.allHeaderFields.reduce(into: [String: String]()) { fields, field in
            fields["\(field.key)".lowercased()] = "\(field.value)"
        }
        return Answer(status: http.statusCode, headers: fields, body: data)
    }

    func post(
        _ path: String, _ json: String, headers: [String: String] = [:]
    ) async throws -> Answer {
        let headers = ["Content-Type": "application/json"].merging(headers) { $1 }
        return try await ask("POST", path, headers: headers, body: Data(json.utf8))
    }
}
