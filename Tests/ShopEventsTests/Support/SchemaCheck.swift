import Choreography

/// The part of JSON Schema (draft 7) that the shop's schemas use; what is unknown is a violation.
struct SchemaCheck {
    /// Where references lead.
    let document: JSONValue

    private static let silent: Set = ["description", "format", "properties", "required", "items"]

    /// What does not fit, with its place.
    func violations(of schema: JSONValue, in value: JSONValue, at path: String = "$") -> [String] {
        guard case .object(let words) = schema else { return ["\(path): no schema"] }
        return words.sorted { $0.key < $1.key }.flatMap { word, rule in
            violations(of: word, rule, in: words, value, path)
        }
    }

    private func violations(
        of word: String, _ rule: JSONValue, in words: [String: JSONValue], _ value: JSONValue, _ path: String
    ) -> [String] {
        switch (word, rule) {
        case ("$ref", .string(let reference)):
            guard let target = target(of: reference) else { return ["\(path): \(reference) leads nowhere"] }
            return violations(of: target, in: value, at: path)
        case ("type", .string(let type)):
            guard Self.types(of: value).contains(type) else { return ["\(path) is no \(type)"] }
            return type == "object" ? fields(of: value, words, path) : items(of: value, words, path)
        case ("enum", .array(let choices)): return choices.contains(value) ? [] : ["\(path) is none of them"]
        case ("const", let only): return value == only ? [] : ["\(path) is something else"]
        case ("allOf", .array(let schemas)):
            return schemas.flatMap { violations(of: $0, in: value, at: path) }
        case ("pattern", .string(let pattern)):
            guard let text = value.string, let regex = try? Regex(pattern) else {
                return ["\(path): pattern"]
            }
            return text.contains(regex) ? [] : ["\(path) does not match \(pattern)"]
        case ("minimum", .integer(let least)):
            return (value.integer ?? least) >= least ? [] : ["\(path) is too little"]
        default: return Self.silent.contains(word) ? [] : ["\(path): \(word) is not known here"]
        }
    }

    private func fields(of value: JSONValue, _ words: [String: JSONValue], _ path: String) -> [String] {
        guard case .object(let fields) = value else { return [] }
        let missing = (words["required"]?.elements ?? []).compactMap(\.string).filter { fields[$0] == nil }
        return missing.map { "\(path).\($0) is missing" }
            + fields.flatMap { name, value -> [String] in
                guard let schema = words["properties"]?[name] else { return [] }
                return violations(of: schema, in: value, at: "\(path).\(name)")
            }
    }

    private func items(of value: JSONValue, _ words: [String: JSONValue], _ path: String) -> [String] {
        guard let schema = words["items"] else { return [] }
        return (value.elements ?? []).enumerated().flatMap { number, item in
            violations(of: schema, in: item, at: "\(path)[\(number)]")
        }
    }

    /// What a JSON pointer into the document leads to.
    func target(of reference: String) -> JSONValue? {
        guard reference.hasPrefix("#/") else { return nil }
        return reference.dropFirst(2).split(separator: "/", omittingEmptySubsequences: false)
            .map { $0.replacing("~1", with: "/").replacing("~0", with: "~") }
            .reduce(document as JSONValue?) { place, name in place?[String(name)] }
    }

    private static func types(of value: JSONValue) -> Set<String> {
        switch value {
        case .null: ["null"]
        case .bool: ["boolean"]
        case .integer: ["integer", "number"]
        case .number: ["number"]
        case .string: ["string"]
        case .array: ["array"]
        case .object: ["object"]
        }
    }
}
