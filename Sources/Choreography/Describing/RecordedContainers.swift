/// An object that has every field that is asked for.
struct RecordedFields<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let recording: SchemaRecording

    var codingPath: [any CodingKey] { recording.codingPath }
    var allKeys: [Key] { [] }

    func contains(_ key: Key) -> Bool { true }

    func decodeNil(forKey key: Key) -> Bool { false }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try recording.field(key, type)
    }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        try recording.field(key, type, isOptional: true)
    }

    // The protocol has its own answers for these, which would take them for fields that are always there.

    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
        try recording.field(key, type, isOptional: true)
    }

    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? {
        try recording.field(key, type, isOptional: true)
    }

    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? {
        try recording.field(key, type, isOptional: true)
    }

    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? {
        try recording.field(key, type, isOptional: true)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        throw NotDescribed(nil, at: codingPath + [key])
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        throw NotDescribed(nil, at: codingPath + [key])
    }

    func superDecoder() throws -> any Decoder { throw NotDescribed(nil, at: codingPath) }

    func superDecoder(forKey key: Key) throws -> any Decoder {
        throw NotDescribed(nil, at: codingPath + [key])
    }
}

/// A list of one item.
struct RecordedItems: UnkeyedDecodingContainer {
    let recording: SchemaRecording
    private(set) var currentIndex = 0

    init(recording: SchemaRecording) { self.recording = recording }

    var codingPath: [any CodingKey] { recording.codingPath }
    var count: Int? { 1 }
    var isAtEnd: Bool { currentIndex > 0 }

    mutating func decodeNil() -> Bool { false }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        defer { currentIndex += 1 }
        return try recording.item(type)
    }

    mutating func nestedContainer<Key: CodingKey>(
        keyedBy type: Key.Type
    ) throws -> KeyedDecodingContainer<Key> { throw NotDescribed(nil, at: codingPath) }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw NotDescribed(nil, at: codingPath)
    }

    mutating func superDecoder() throws -> any Decoder { throw NotDescribed(nil, at: codingPath) }
}
