/// Writes the value at one place of a draft.
struct JSONWriting: Encoder, SingleValueEncodingContainer {
    /// Where to.
    let draft: JSONDraft
    /// Which value.
    let place: UInt32

    /// The names and numbers that lead to the value.
    var codingPath: [any CodingKey] { draft.path(to: place) }

    /// Nothing.
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(JSONDraftFields<Key>(draft: draft, place: place))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer { JSONDraftElements(draft: draft, place: place) }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    func encodeNil() { draft.putPlain("null", into: place) }

    func encode(_ value: Bool) { draft.putPlain(value ? "true" : "false", into: place) }

    func encode(_ value: String) { draft.putText(value, into: place) }

    func encode(_ value: Double) throws { try draft.putFloat(value, into: place) }

    func encode(_ value: Float) throws { try draft.putFloat(value, into: place) }

    func encode(_ value: Int128) { draft.putInteger(value, into: place) }

    func encode(_ value: UInt128) { draft.putInteger(value, into: place) }

    /// Every other integer type.
    @inline(__always)
    func encode<Value: FixedWidthInteger & Encodable>(_ value: Value) { draft.putInteger(value, into: place) }

    func encode<Value: Encodable>(_ value: Value) throws { try draft.put(value, into: place) }
}
