/// Reads the elements of a list of a document, one after the other.
struct JSONElements: UnkeyedDecodingContainer {
    private let document: JSONDocument
    private let place: UInt32
    private var next: UInt32
    private var index: UInt32 = 0

    /// - Throws: `DecodingError` when there is no list.
    init(document: JSONDocument, place: UInt32) throws {
        guard document[place].kind == .list else { throw document.unfit([Any].self, at: place) }
        self.document = document
        self.place = place
        next = place + 1
    }

    /// The names and numbers that lead to the list.
    var codingPath: [any CodingKey] { document.path(to: place) }

    /// How many elements there are.
    var count: Int? { Int(document[place].count) }

    /// Whether all are read.
    var isAtEnd: Bool { index >= document[place].count }

    /// Which is the next one.
    var currentIndex: Int { Int(index) }

    mutating func decodeNil() throws -> Bool {
        guard document[try element(Never.self)].kind == .null else { return false }
        advance()
        return true
    }

    mutating func decode(_ type: Bool.Type) throws -> Bool { try read(type) { try $0.answer(at: $1) } }

    mutating func decode(_ type: String.Type) throws -> String {
        try read(type) { try $0.text(at: $1) }
    }

    mutating func decode(_ type: Double.Type) throws -> Double {
        try read(type) { try $0.float(type, at: $1) }
    }

    mutating func decode(_ type: Float.Type) throws -> Float {
        try read(type) { try $0.float(type, at: $1) }
    }

    mutating func decode(_ type: Int128.Type) throws -> Int128 {
        try read(type) { try $0.integer(type, at: $1) }
    }

    mutating func decode(_ type: UInt128.Type) throws -> UInt128 {
        try read(type) { try $0.integer(type, at: $1) }
    }

    /// Every other integer type.
    @inline(__always)
    mutating func decode<Value: FixedWidthInteger & Decodable>(_ type: Value.Type) throws -> Value {
        try read(type) { try $0.integer(type, at: $1) }
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try read(type) { try $0.value(type, at: $1) }
    }

    mutating func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<
        Key
    > {
        try read(KeyedDecodingContainer<Key>.self) {
            KeyedDecodingContainer(try JSONFields<Key>(document: $0, place: $1))
        }
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try read((any UnkeyedDecodingContainer).self) { try JSONElements(document: $0, place: $1) }
    }

    mutating func superDecoder() throws -> any Decoder {
        try read((any Decoder).self) { JSONReading(document: $0, place: $1) }
    }

    /// The next element, which stays the next one when it cannot be read.
    @inline(__always)
    private mutating func read<Value>(_ type: Value.Type, _ value: (JSONDocument, UInt32) throws -> Value)
        throws -> Value
    {
        let result = try value(document, element(type))
        advance()
        return result
    }

    @inline(__always)
    private func element(_ type: any Any.Type) throws -> UInt32 {
        guard !isAtEnd else {
            throw DecodingError.valueNotFound(
                type,
                DecodingError.Context(
                    codingPath: codingPath + [JSONKey(intValue: currentIndex)],
                    debugDescription: "Unkeyed container is at end."))
        }
        return next
    }

    @inline(__always)
    private mutating func advance() {
        next = document[next].next
        index += 1
    }
}
