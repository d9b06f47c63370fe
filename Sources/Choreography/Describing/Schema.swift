/// What a value looks like in JSON, for the OpenAPI and AsyncAPI documents: a JSON Schema, of what is the same in
/// draft 7 and 2020-12.
///
/// It describes; the `Codable` type beside it decides.
public struct Schema: Sendable, Hashable {
    package let json: JSONValue
    /// The schemas that ``json`` refers to by name.
    package let components: [String: JSONValue]

    private init(_ json: JSONValue, _ components: [String: JSONValue] = [:]) {
        self.json = json
        self.components = components
    }

    /// A text.
    ///
    /// - Parameters:
    ///   - format: As `uuid` or `date-time`.
    ///   - pattern: A regular expression (ECMA-262) that it matches.
    ///   - lengths: How many characters it has.
    public static func string(
        _ summary: String? = nil, format: String? = nil, pattern: String? = nil,
        lengths: ClosedRange<Int>? = nil
    ) -> Schema {
        Schema(
            JSONValue.object(["type": "string"]).with([
                "description": summary.map(JSONValue.string), "format": format.map(JSONValue.string),
                "pattern": pattern.map(JSONValue.string),
                "minLength": (lengths?.lowerBound).map(JSONValue.integer),
                "maxLength": (lengths?.upperBound).map(JSONValue.integer),
            ]))
    }

    /// One of a few words.
    public static func choice(of words: [String], _ summary: String? = nil) -> Schema {
        Schema(
            JSONValue.object(["type": "string", "enum": .array(words.map(JSONValue.string))])
                .with(["description": summary.map(JSONValue.string)]))
    }

    /// A whole number; one without an upper bound has `Int.max`.
    public static func integer(_ summary: String? = nil, in range: ClosedRange<Int>? = nil) -> Schema {
        Schema(
            JSONValue.object(["type": "integer"]).with([
                "description": summary.map(JSONValue.string),
                "minimum": (range?.lowerBound).map(JSONValue.integer),
                "maximum": (range?.upperBound).flatMap { $0 == .max ? nil : .integer($0) },
            ]))
    }

    /// A number that need not be whole.
    public static func number(_ summary: String? = nil) -> Schema {
        Schema(JSONValue.object(["type": "number"]).with(["description": summary.map(JSONValue.string)]))
    }

    /// true or false.
    public static func boolean(_ summary: String? = nil) -> Schema {
        Schema(
            JSONValue.object(["type": "boolean"]).with(["description": summary.map(JSONValue.string)]))
    }

    /// A list.
    ///
    /// - Parameter counts: How many items it has.
    public static func list(of item: Schema, counts: ClosedRange<Int>? = nil) -> Schema {
        Schema(
            JSONValue.object(["type": "array", "items": item.json]).with([
                "minItems": (counts?.lowerBound).map(JSONValue.integer),
                "maxItems": (counts?.upperBound).map(JSONValue.integer),
            ]), item.components)
    }

    /// An object; what is not `optional` is always there.
    public static func object(
        _ properties: [String: Schema], optional: Set<String> = [], _ summary: String? = nil
    ) -> Schema {
        let required = properties.keys.filter { !optional.contains($0) }.sorted().map(JSONValue.string)
        return Schema(
            JSONValue.object(["type": "object", "properties": .object(properties.mapValues(\.json))])
                .with([
                    "required": required.isEmpty ? nil : .array(required),
                    "description": summary.map(JSONValue.string),
                ]), properties.values.reduce(into: [:]) { $0.merge($1.components) { _, new in new } })
    }

    /// The same schema under a name of its own, to which the document then refers.
    ///
    /// - Parameter name: Letters and digits, as a type has it.
    public func named(_ name: String) -> Schema {
        Schema(
            ["$ref": .string("#/components/schemas/\(name)")],
            components.merging([name: json]) { _, new in new })
    }
}
