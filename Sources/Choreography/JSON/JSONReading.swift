/// Reads the value at one place of a document.
struct JSONReading: Decoder, SingleValueDecodingContainer {
    /// Where it stands.
    let document: JSONDocument
    /// Which it is.
    let place: UInt32

    /// The names and numbers that lead to the value.
    var codingPath: [any CodingKey] { document.path(to: place) }

    /// Nothing.
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(try JSONFields<Key>(document: document, place: place))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try JSONElements(document: document, place: place)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    func decodeNil() -> Bool { document[place].kind == .null }

    func decode(_ type: Bool.Type) throws -> Bool { try document.answer(at: place) }

    func decode(_ type: String.Type) throws -> String { try document.text(at: place) }

    func decode(_ type: Double.Type) throws -> Double { try document.float(type, at: place) }

    func decode(_ type: Float.Type) throws -> Float { try document.float(type, at: place) }

    func decode(_ type: Int128.Type) throws -> Int128 { try document.integer(type, at: place) }

    func decode(_ type: UInt128.Type) throws -> UInt128 { try document.integer(type, at: place) }

    /// Every other integer type.
    @inline(__always)
    func decode<Value: FixedWidthInteger & Decodable>(_ type: Value.Type) throws -> Value {
        try document.integer(type, at: place)
    }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try document.value(type, at: place) }
}
