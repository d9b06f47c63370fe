import Choreography
import Foundation
import GRDB
import Logging
import Testing

@testable import WorkerApplication

@Suite("The read models at the HTTP door, over a real connection", .timeLimit(.minutes(1)))
struct ProjectionRoutesTests {
    private static let silence = Logger(label: "trial") { _ in SwiftLogNoOpLogHandler() }

    /// A door of a participant with 600 facts in a database in a file, and two read models.
    private func withDoor(
        policy: DoorPolicy = DoorPolicy(), _ body: (OpenDoor, Projector) async throws -> Void
    ) async throws {
        let scratch = try Scratch()
        let counter = Counter()
        let store = try Store.open(path: scratch.folder + "/counter.sqlite", participant: counter)
        try await store.database.write { try Counter.count(600, in: $0) }
        let projector = Projector(counter.projections, in: store.database, logger: Self.silence)
        try await projector.catchUp()
        try await OpenDoor.with(ProjectionRoutes(projector: projector).endpoints, policy: policy) { door in
            try await body(door, projector)
        }
        try store.database.close()
    }

    private func projection(_ answer: OpenDoor.Answer) throws -> [String: any Sendable] {
        try #require(
            try JSONSerialization.jsonObject(with: answer.body) as? [String: any Sendable],
            "\(String(decoding: answer.body, as: UTF8.self))")
    }

    @Test("all of them, and one; what is not there is named with what is")
    func read() async throws {
        try await withDoor { door, _ in
            struct List: Decodable { let items: [ProjectionDocument] }
            let list = try JSONDecoder().decode(List.self, from: await door.ask("GET", "/projections").body)
            #expect(list.items.map(\.name) == ["counts", "others"])
            let one = try projection(await door.ask("GET", "/projections/counts"))
            #expect(Set(one.keys) == ["name", "version", "position", "head", "lag"])
            #expect(one["position"] as? Int == 600 && one["head"] as? Int == 600 && one["lag"] as? Int == 0)
            for (method, path) in [
                ("GET", "/projections/count"), ("POST", "/projections/count/rebuild"),
            ] {
                let unknown = try await door.ask(method, path)
                #expect(unknown.status == 404)
                #expect(unknown.problem?.detail == "no projection count; there are: counts, others")
            }
            #expect(try await door.ask("GET", "/projections/counts/rebuild").status == 405)
        }
    }

    @Test("a rebuild begins at once, tells how it goes, and is one at a time")
    func rebuild() async throws {
        try await withDoor { door, projector in
            try await projector.rebuild("counts") { progress in
                guard progress.position == 250 else { return }
                let second = try await door.ask("POST", "/projections/counts/rebuild")
                #expect(second.status == 409)
                #expect(second.problem?.detail == "the projection counts is being rebuilt already")
                let document = try JSONDecoder().decode(
                    ProjectionDocument.self, from: await door.ask("GET", "/projections/counts").body)
                #expect(document.rebuild?.state == "running" && document.rebuild?.position == 250)
                #expect(document.rebuild?.head == 600 && document.position == 600)
            }
            let begun = try await door.ask("POST", "/projections/counts/rebuild")
            #expect(begun.status == 202)
            #expect(begun.headers["location"] == "/projections/counts")
            #expect(try projection(begun)["name"] as? String == "counts")
            let end = try await ended("counts", door)
            #expect(end["state"] as? String == "finished" && end["position"] as? Int == 600)
            #expect(end["error"] == nil)
        }
    }

    @Test("a rebuild that fails says why")
    func failure() async throws {
        try await withDoor { door, projector in
            await #expect(throws: CancellationError.self) {
                try await projector.rebuild("others") { _ in throw CancellationError() }
            }
            let end = try await ended("others", door)
            #expect(end["state"] as? String == "failed" && end["error"] as? String == "it was cut off")
        }
    }

    @Test("only who is trusted may look and rebuild; all of it is described")
    func guarded() async throws {
        let token = "0123456789abcdef"
        try await withDoor(policy: DoorPolicy(token: token)) { door, projector in
            let document = try await DescribedDoor(door)
            #expect(
                Set(document.operations.filter(\.isSecured).map(\.name)) == [
                    "get_projections", "get_projections_name", "post_projections_name_rebuild",
                ])
            for operation in document.operations where operation.isSecured {
                #expect(try await door.ask(operation.method, operation.path).status == 401)
            }
            #expect(try await projector.status.allSatisfy { $0.rebuild == nil }, "nothing was begun")
            for operation in document.operations {
                let answer = try await door.ask(
                    operation.method, operation.path, headers: ["Authorization": "Bearer \(token)"])
                #expect(operation.types[answer.status] == answer.headers["content-type"])
                #expect((200..<300).contains(answer.status))
            }
        }
    }

    @Test("a participant without read models has no such routes")
    func none() throws {
        let scratch = try Scratch()
        let store = try Store.open(path: scratch.folder + "/counter.sqlite", participant: Counter())
        let projector = Projector([], in: store.database, logger: Self.silence)
        #expect(ProjectionRoutes(projector: projector).endpoints.isEmpty)
        try store.database.close()
    }

    private func ended(_ name: String, _ door: OpenDoor) async throws -> [String: any Sendable] {
        while true {
            let answer = try projection(await door.ask("GET", "/projections/\(name)"))
            let rebuild = try #require(answer["rebuild"] as? [String: any Sendable])
            if rebuild["state"] as? String != "running" { return rebuild }
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}
