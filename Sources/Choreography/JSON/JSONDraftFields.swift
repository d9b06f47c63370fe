/// Writes the fields of an object of a draft.
struct JSONDraftFields<Key: CodingKey>: KeyedEncodingContainerProtocol {
    private let draft: JSONDraft
    private let place: UInt32

    /// Makes the value at `place` an object, if it is not one.
    init(draft: JSONDraft, place: UInt32) {
        draft.become(.object, at: place)
        self.draft = draft
        self.place = place
    }

    /// The names and numbers that lead to the object.
    var codingPath: [any CodingKey] { draft.path(to: place) }

    func encodeNil(forKey key: Key) { draft.putPlain("null", into: field(key)) }

    func encode(_ value: Bool, forKey key: Key) { draft.putPlain(value ? "true" : "false", into: field(key)) }

    func encode(_ value: String, forKey key: Key) { draft.putText(value, into: field(key)) }

    func encode(_ value: Double, forKey key: Key) throws {
        try draft.put(at: field(key)) { try draft.putFloat(value, into: $0) }
    }

    func encode(_ value: Float, forKey key: Key) throws {
        try draft.put(at: field(key)) { try draft.putFloat(value, into: $0) }
    }

    func encode(_ value: Int128, forKey key: Key) { draft.putInteger(value, into: field(key)) }

    func encode(_ value: UInt128, forKey key: Key) { draft.putInteger(value, into: field(key)) }

    /// Every other integer type.
    @inline(__always)
    func encode<Value: FixedWidthInteger & Encodable>(_ value: Value, forKey key: Key) {
        draft.putInteger(value, into: field(key))
    }

    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        try draft.put(at: field(key)) { try draft.put(value, into: $0) }
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        KeyedEncodingContainer(JSONDraftFields<Nested>(draft: draft, place: fieldToGoOnWith(key)))
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        JSONDraftElements(draft: draft, place: fieldToGoOnWith(key))
    }

    func superEncoder() -> any Encoder {
        JSONWriting(draft: draft, place: draft.addField(JSONKey.ofSuper.stringValue, to: place))
    }

    func superEncoder(forKey key: Key) -> any Encoder { JSONWriting(draft: draft, place: field(key)) }

    @inline(__always)
    private func field(_ key: Key) -> UInt32 { draft.addField(key.stringValue, to: place) }

    /// A list or an object may be asked for more than once, and is the same.
    private func fieldToGoOnWith(_ key: Key) -> UInt32 {
        draft.field(key.stringValue, of: place) ?? field(key)
    }
}
