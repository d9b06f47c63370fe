/// A decoder without data: it hands out examples, and writes down what was asked for.
///
/// A type's `init(from:)` is run once with it. What comes out is the form that the type does read, and not what
/// somebody wrote beside it.
final class SchemaRecording: Decoder {
    /// What a value looks like, and one that fits.
    typealias Described<Value> = (schema: Schema, example: Value)

    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }
    /// The fields that were asked for, and those of them that may be missing; nil when it is no object.
    private(set) var fields: [String: Schema]?
    private(set) var optional: Set<String> = []
    /// What the items look like; nil when it is no list.
    private(set) var item: Schema?

    private init(_ path: [any CodingKey]) { codingPath = path }

    /// Deeper than any contract goes: a type that holds itself ends here.
    private static let maximumDepth = 32

    /// - Throws: ``NotDescribed`` for what is neither object, list nor ``DescribedValue``; what the type's own
    ///   `init(from:)` throws at the examples.
    static func describe<Value: Decodable>(
        _ type: Value.Type, at path: [any CodingKey] = []
    ) throws -> Described<Value> {
        if let described = type as? any DescribedValue.Type {
            let (schema, example) = open(described)
            guard let example = example as? Value else { throw NotDescribed(type, at: path) }
            return (schema, example)
        }
        guard path.count < maximumDepth else { throw NotDescribed(type, at: path) }
        let recording = SchemaRecording(path)
        let example = try Value(from: recording)
        if let fields = recording.fields {
            let schema = Schema.object(fields, optional: recording.optional)
            return (schema.named(String(describing: type)), example)
        }
        guard let item = recording.item else { throw NotDescribed(type, at: path) }
        return (.list(of: item), example)
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        fields = fields ?? [:]
        return KeyedDecodingContainer(RecordedFields<Key>(recording: self))
    }

    func unkeyedContainer() -> any UnkeyedDecodingContainer { RecordedItems(recording: self) }

    /// What reads itself as a single value is not to be guessed at.
    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        throw NotDescribed(nil, at: codingPath)
    }

    func field<Value: Decodable>(
        _ key: any CodingKey, _ type: Value.Type, isOptional: Bool = false
    ) throws -> Value {
        let described = try Self.describe(type, at: codingPath + [key])
        fields?[key.stringValue] = described.schema
        if isOptional { optional.insert(key.stringValue) }
        return described.example
    }

    func item<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let described = try Self.describe(type, at: codingPath + [JSONKey(intValue: 0)])
        item = described.schema
        return described.example
    }

    private static func open<Value: DescribedValue>(_ type: Value.Type) -> (Schema, Any) {
        (type.schema, type.example)
    }
}

/// A type whose JSON form cannot be found out.
struct NotDescribed: Error, CustomStringConvertible {
    let description: String

    init(_ type: (any Any.Type)?, at path: [any CodingKey]) {
        let place = path.map(\.stringValue).joined(separator: ".")
        let name = type.map { String(describing: $0) } ?? "what stands there"
        description =
            "\(place.isEmpty ? "it" : place): \(name) is neither object nor list; make it a DescribedValue"
    }
}

extension Schema {
    /// What `type` reads, as its `init(from:)` shows.
    ///
    /// An object is ``named(_:)`` after its type. Whoever reads values in another way than by keys, and in lists,
    /// conforms to ``DescribedValue``.
    ///
    /// - Throws: an error that names the place which cannot be described.
    public init(describing type: any Decodable.Type) throws {
        func describe<Value: Decodable>(_ type: Value.Type) throws -> Schema {
            try SchemaRecording.describe(type).schema
        }
        self = try describe(type)
    }
}
