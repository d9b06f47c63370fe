/// Reads the fields of an object of a document.
struct JSONFields<Key: CodingKey>: KeyedDecodingContainerProtocol {
    private let document: JSONDocument
    private let place: UInt32

    /// - Throws: `DecodingError` when there is no object, or one with a key that is no text.
    init(document: JSONDocument, place: UInt32) throws {
        switch document[place].kind {
        case .object: break
        case .oddObject: try document.checkNames(of: place)
        default: throw document.unfit([String: Any].self, at: place)
        }
        self.document = document
        self.place = place
    }

    /// The names and numbers that lead to the object.
    var codingPath: [any CodingKey] { document.path(to: place) }

    /// Each key once.
    var allKeys: [Key] {
        var keys: [Key] = []
        var name = place + 1
        while name < document[place].next {
            // The second of two fields that are called alike is not found by its name.
            if let text = try? document.text(at: name), field(text) == name + 1,
                let key = Key(stringValue: text)
            {
                keys.append(key)
            }
            name = document[name + 1].next
        }
        return keys
    }

    func contains(_ key: Key) -> Bool { field(key.stringValue) != nil }

    func decodeNil(forKey key: Key) throws -> Bool { document[try place(of: key)].kind == .null }

    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try document.answer(at: place(of: key)) }

    func decode(_ type: String.Type, forKey key: Key) throws -> String {
        try document.text(at: place(of: key))
    }

    func decode(_ type: Double.Type, forKey key: Key) throws -> Double {
        try document.float(type, at: place(of: key))
    }

    func decode(_ type: Float.Type, forKey key: Key) throws -> Float {
        try document.float(type, at: place(of: key))
    }

    func decode(_ type: Int128.Type, forKey key: Key) throws -> Int128 {
        try document.integer(type, at: place(of: key))
    }

    func decode(_ type: UInt128.Type, forKey key: Key) throws -> UInt128 {
        try document.integer(type, at: place(of: key))
    }

    /// Every other integer type.
    @inline(__always)
    func decode<Value: FixedWidthInteger & Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try document.integer(type, at: place(of: key))
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try document.value(type, at: place(of: key))
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        KeyedDecodingContainer(try JSONFields<Nested>(document: document, place: place(of: key)))
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try JSONElements(document: document, place: place(of: key))
    }

    func superDecoder() -> any Decoder { reading(of: JSONKey.ofSuper) }

    func superDecoder(forKey key: Key) -> any Decoder { reading(of: key) }

    /// Of null, when there is no such field.
    private func reading(of key: some CodingKey) -> JSONReading {
        guard let place = field(key.stringValue) else {
            return JSONReading(document: JSONDocument(nullAt: codingPath + [key]), place: JSONDocument.root)
        }
        return JSONReading(document: document, place: place)
    }

    @inline(__always)
    private func place(of key: Key) throws -> UInt32 {
        guard let place = field(key.stringValue) else {
            throw DecodingError.keyNotFound(
                key,
                DecodingError.Context(
                    codingPath: codingPath,
                    debugDescription: "No value associated with key \(key) (\"\(key.stringValue)\")."))
        }
        return place
    }

    @inline(__always)
    private func field(_ name: String) -> UInt32? { document.field(name, of: place) }
}
