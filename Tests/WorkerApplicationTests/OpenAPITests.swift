import Foundation
import Hummingbird
import Logging
import Testing

@testable import WorkerApplication

@Suite("The description at /openapi.json", .timeLimit(.minutes(1)))
struct OpenAPITests {
    private static let endpoints =
        Toys.all
        + HealthRoutes(participant: "trial") {
            Readiness(ready: true, consuming: true, publishing: true, outboxDepth: 0, reasons: [])
        }.endpoints

    @Test("every registered route is described, every described one is registered; others are refused")
    func routes() {
        let door = Door(
            participant: "trial", about: "", endpoints: Self.endpoints, policy: DoorPolicy(),
            logger: Logger(label: "trial") { _ in SwiftLogNoOpLogHandler() })
        let described = Set(door.described.map { "\($0.method.rawValue) \($0.path)" })
        let paths = Set(door.described.map(\.path))
        let all = Set(paths.flatMap { path in Door.methods.map { "\($0.rawValue) \(path)" } })
        let heads = Set(door.described.filter { $0.method == .get }.map { "HEAD \($0.path)" })
        let router = door.router()
        let registered = Set(router.routes.map { "\($0.method.rawValue) \($0.path)" })
        #expect(described.isSubset(of: registered))
        #expect(registered == all.subtracting(heads))
    }

    @Test("every described operation answers its own example as described")
    func answers() async throws {
        try await OpenDoor.with(Self.endpoints) { door in
            let document = try await DescribedDoor(door)
            #expect(document.operations.count == Self.endpoints.count + 1)
            for operation in document.operations {
                let answer = try await door.ask(
                    operation.method, operation.path, headers: operation.headers, body: operation.body)
                #expect(answer.status == 200, "\(operation.method) \(operation.path)")
                #expect(operation.types[answer.status] == answer.headers["content-type"])
                #expect(document.violations(in: answer, to: operation) == [])
            }
        }
    }

    @Test("the document's structure: version, names that are used once, references that lead somewhere")
    func structure() async throws {
        try await OpenDoor.with(Self.endpoints, policy: DoorPolicy(token: "0123456789abcdef")) { door in
            let document = try await DescribedDoor(door)
            #expect(document.root["openapi"] as? String == "3.1.0")
            #expect((document.root["info"] as? [String: Any])?["version"] as? String != nil)
            let names = document.operations.map(\.name)
            #expect(Set(names).count == names.count)
            #expect(document.danglingReferences == [])
            for operation in document.operations {
                let inPath = Set(operation.template.matches(of: /\{(\w+)\}/).map { String($0.output.1) })
                #expect(operation.pathParameters == inPath, "\(operation.template)")
                #expect(operation.isSecured == Toys.all.contains { $0.path == operation.template })
            }
        }
    }
}
