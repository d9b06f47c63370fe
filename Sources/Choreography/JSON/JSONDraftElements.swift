/// Writes the elements of a list of a draft, one after the other.
struct JSONDraftElements: UnkeyedEncodingContainer {
    private let draft: JSONDraft
    private let place: UInt32

    /// Makes the value at `place` a list, if it is not one.
    init(draft: JSONDraft, place: UInt32) {
        draft.become(.list, at: place)
        self.draft = draft
        self.place = place
    }

    /// The names and numbers that lead to the list.
    var codingPath: [any CodingKey] { draft.path(to: place) }

    /// How many there are so far.
    var count: Int { Int(draft.nodes[place].count) }

    func encodeNil() { draft.putPlain("null", into: element()) }

    func encode(_ value: Bool) { draft.putPlain(value ? "true" : "false", into: element()) }

    func encode(_ value: String) { draft.putText(value, into: element()) }

    func encode(_ value: Double) throws {
        try draft.put(at: element()) { try draft.putFloat(value, into: $0) }
    }

    func encode(_ value: Float) throws {
        try draft.put(at: element()) { try draft.putFloat(value, into: $0) }
    }

    func encode(_ value: Int128) { draft.putInteger(value, into: element()) }

    func encode(_ value: UInt128) { draft.putInteger(value, into: element()) }

    /// Every other integer type.
    @inline(__always)
    func encode<Value: FixedWidthInteger & Encodable>(_ value: Value) {
        draft.putInteger(value, into: element())
    }

    func encode<Value: Encodable>(_ value: Value) throws {
        try draft.put(at: element()) { try draft.put(value, into: $0) }
    }

    func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(JSONDraftFields<Key>(draft: draft, place: element()))
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        JSONDraftElements(draft: draft, place: element())
    }

    func superEncoder() -> any Encoder { JSONWriting(draft: draft, place: element()) }

    @inline(__always)
    private func element() -> UInt32 { draft.addElement(to: place) }
}
