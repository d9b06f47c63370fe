import Choreography
import ChoreographyTesting
import Foundation
import FoundationNetworking
import Hummingbird
import Logging
import ShopEvents
import Testing

@testable import WorkerApplication

/// A real worker with its database in a file, a broker in memory, and its HTTP door on a free port.
struct WorkerAtWork: Sendable {
    let url: String
    let broker: InMemoryBroker

    struct Answer {
        let status: Int
        let body: Data
        func json<Body: Decodable>(_ type: Body.Type) throws -> Body {
            try JSONDecoder().decode(type, from: body)
        }
        var problem: Problem.Document? { try? json(Problem.Document.self) }
    }

    static func with(
        _ participant: some Participant, routes: (WorkerContext) -> [Endpoint],
        _ body: (WorkerAtWork) async throws -> Void
    ) async throws {
        let folder = NSTemporaryDirectory() + "worker-routes-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let silence = Logger(label: "trial") { _ in SwiftLogNoOpLogHandler() }
        let store = try Store.open(path: "\(folder)/\(participant.name).sqlite", participant: participant)
        let broker = InMemoryBroker(topology: Topology(.shop))
        let worker = try Worker(participant, score: .shop, broker: broker, store: store, logger: silence)
        let settings = Settings(values: [:], origins: [:], secrets: [])
        let context = WorkerContext(
            settings: settings, store: store, worker: worker, entrance: worker,
            streams: EventStreams(limit: 1), logger: silence)
        let door = Door(
            participant: participant.name, about: "", endpoints: routes(context), policy: DoorPolicy(),
            logger: silence)
        let announcement = Announcement(path: folder + "/door.json")
        let server = HTTPServer(
            host: "127.0.0.1", port: 0, participant: participant.name,
            responder: door.router().buildResponder(), announcement: announcement, logger: silence)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await worker.run() }
            group.addTask { try await server.run() }
            try await body(WorkerAtWork(url: try await announcedURL(announcement.path), broker: broker))
            group.cancelAll()
        }
    }

    private static func announcedURL(_ path: String) async throws -> String {
        struct Announced: Decodable { let http: String }
        while !FileManager.default.fileExists(atPath: path) { try await Task.sleep(for: .milliseconds(5)) }
        return try JSONDecoder().decode(Announced.self, from: Data(contentsOf: URL(filePath: path))).http
    }

    func ask(
        _ path: String, posting json: String? = nil, key: String? = nil
    ) async throws -> Answer {
        var request = URLRequest(url: try #require(URL(string: url + path)))
        if let json {
            request.httpMethod = "POST"
            request.httpBody = Data(json.utf8)
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
            request.setValue(key, forHTTPHeaderField: "Idempotency-Key")
        }
        let (data, response) = try await URLSession.shared.data(for: request)
        return Answer(status: try #require(response as? HTTPURLResponse).statusCode, body: data)
    }
}
