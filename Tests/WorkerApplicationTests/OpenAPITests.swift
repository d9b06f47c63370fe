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

/// The document as a client reads it.
struct DescribedDoor {
    struct Operation {
        let method: String
        let template: String
        let name: String
        let path: String
        let headers: [String: String]
        let body: Data?
        let types: [Int: String]
        let pathParameters: Set<String>
        let isSecured: Bool
    }

    let root: [String: Any]
    let operations: [Operation]

    init(_ door: OpenDoor) async throws {
        let data = try await door.ask("GET", "/openapi.json").body
        root = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let paths = try #require(root["paths"] as? [String: [String: [String: Any]]])
        operations = try paths.flatMap { path, methods in
            try methods.map { try Self.operation($0.key.uppercased(), path, $0.value) }
        }
    }

    private static func operation(
        _ method: String, _ template: String, _ description: [String: Any]
    ) throws -> Operation {
        let parameters = description["parameters"] as? [[String: Any]] ?? []
        var (path, headers) = (template, [String: String]())
        for parameter in parameters where parameter["required"] as? Bool == true {
            let name = try #require(parameter["name"] as? String)
            let example = "\(try #require(parameter["example"]))"
            if parameter["in"] as? String == "path" { path = path.replacing("{\(name)}", with: example) }
            if parameter["in"] as? String == "header" { headers[name] = example }
        }
        var body: Data?
        if let form = description["requestBody"] as? [String: Any] {
            let content = try #require(form["content"] as? [String: [String: Any]])
            let example = try #require(content["application/json"]?["example"])
            body = try JSONSerialization.data(withJSONObject: example)
            headers["Content-Type"] = "application/json"
        }
        let responses = try #require(description["responses"] as? [String: [String: Any]])
        let types = responses.compactMap { status, answer in
            (answer["content"] as? [String: Any])?.keys.first.flatMap { type in Int(status).map { ($0, type) }
            }
        }
        return Operation(
            method: method, template: template, name: try #require(description["operationId"] as? String),
            path: path, headers: headers, body: body, types: Dictionary(uniqueKeysWithValues: types),
            pathParameters: Set(
                parameters.filter { $0["in"] as? String == "path" }.compactMap { $0["name"] as? String }),
            isSecured: description["security"] != nil)
    }

    var danglingReferences: [String] {
        let schemas = (root["components"] as? [String: Any])?["schemas"] as? [String: Any] ?? [:]
        return Self.references(in: root).filter { reference in
            !reference.hasPrefix("#/components/schemas/") || schemas[String(reference.dropFirst(21))] == nil
        }
    }

    private static func references(in value: Any) -> [String] {
        if let object = value as? [String: Any] {
            return object.flatMap { key, value in
                key == "$ref" ? [value as? String ?? "?"] : references(in: value)
            }
        }
        return (value as? [Any])?.flatMap { references(in: $0) } ?? []
    }
}
