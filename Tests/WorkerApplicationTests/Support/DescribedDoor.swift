import Foundation
import Testing

@testable import WorkerApplication

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
        let schemas: [Int: [String: Any]]
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
        let schemas = responses.compactMap { status, answer -> (Int, [String: Any])? in
            let content = (answer["content"] as? [String: [String: Any]])?.values.first
            return Int(status).flatMap { status in (content?["schema"] as? [String: Any]).map { (status, $0) }
            }
        }
        return Operation(
            method: method, template: template, name: try #require(description["operationId"] as? String),
            path: path, headers: headers, body: body, types: Dictionary(uniqueKeysWithValues: types),
            schemas: Dictionary(uniqueKeysWithValues: schemas),
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

    /// Where the body of an answer is not as the operation says; empty when all is well.
    func violations(in answer: OpenDoor.Answer, to operation: Operation) -> [String] {
        guard let schema = operation.schemas[answer.status] else {
            return ["\(answer.status) is not described"]
        }
        guard operation.types[answer.status]?.hasSuffix("json") == true else { return [] }
        guard let value = try? JSONSerialization.jsonObject(with: answer.body, options: .fragmentsAllowed)
        else {
            return ["the body is not JSON"]
        }
        return violations(of: schema, in: value, at: "$")
    }

    /// The part of JSON Schema that the description uses; every field of an object has to be described.
    private func violations(of schema: [String: Any], in value: Any, at path: String) -> [String] {
        if let reference = schema["$ref"] as? String {
            let schemas = (root["components"] as? [String: Any])?["schemas"] as? [String: [String: Any]]
            guard let target = schemas?[String(reference.dropFirst(21))] else {
                return ["\(path): \(reference)"]
            }
            return violations(of: target, in: value, at: path)
        }
        switch schema["type"] as? String {
        case "object":
            guard let object = value as? [String: Any] else { return ["\(path) is no object"] }
            let known = schema["properties"] as? [String: [String: Any]] ?? [:]
            let missing = (schema["required"] as? [String] ?? []).filter { object[$0] == nil }
            return missing.map { "\(path).\($0) is missing" }
                + object.flatMap { name, value -> [String] in
                    guard let schema = known[name] else {
                        return known.isEmpty ? [] : ["\(path).\(name) is not described"]
                    }
                    return violations(of: schema, in: value, at: "\(path).\(name)")
                }
        case "array":
            guard let items = value as? [Any] else { return ["\(path) is no array"] }
            let schema = schema["items"] as? [String: Any] ?? [:]
            return items.enumerated().flatMap { violations(of: schema, in: $1, at: "\(path)[\($0)]") }
        case "string":
            guard let text = value as? String else { return ["\(path) is no string"] }
            let choices = schema["enum"] as? [String]
            return choices?.contains(text) == false ? ["\(path) is \(text), none of \(choices ?? [])"] : []
        case "integer":
            guard let number = value as? Int else { return ["\(path) is no whole number"] }
            let isLow = (schema["minimum"] as? Int).map { number < $0 } ?? false
            return isLow ? ["\(path) is \(number), too little"] : []
        case "number": return value is Double ? [] : ["\(path) is no number"]
        case "boolean": return value is Bool ? [] : ["\(path) is no boolean"]
        case let other: return ["\(path) is described as \(other ?? "nothing")"]
        }
    }
}
