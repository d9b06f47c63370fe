/// JSON for what is coded all the time, event bodies and facts: the bytes, values and errors are those of
/// ``Foundation/JSONEncoder/canonical`` and of a plain `JSONDecoder`, for a fraction of their time.
///
/// Bytes become a flat ``JSONDocument``, values a flat ``JSONDraft``; the containers that `Codable` asks for
/// are small structs that point into these. What is rare (`Data`, `URL`, `Decimal`, numbers of odd forms) is left
/// to Foundation.
///
/// It does not crash where a plain `JSONDecoder` does, at a text that ends with the 513th open bracket.
///
/// Two differences: the keys of a coding path name the fields as they stand in the document, without the
/// numbers that keys of a type may have; and where an `encode(to:)` writes twice to one place, which
/// Foundation takes for a reason to crash, the last wins.
package enum JSONCoder {
    /// `value` as compact JSON with sorted keys: the same bytes for the same value.
    ///
    /// - Throws: `EncodingError` for numbers that are not finite, for more than 511 lists and objects in each
    ///   other, and for a value that encodes nothing; what the value's own `encode(to:)` throws.
    package static func encode(_ value: some Encodable) throws -> [UInt8] {
        let draft = JSONDraft()
        try draft.put(value, into: JSONDraft.root)
        return try JSONPrinter.print(draft, of: value)
    }

    /// ``encode(_:)`` as text.
    package static func text(of value: some Encodable) throws -> String {
        String(decoding: try encode(value), as: UTF8.self)
    }

    /// The value that stands in `bytes`.
    ///
    /// As with Foundation a key's first value counts, a comma after the last element is let pass, and texts and
    /// numbers are looked at when they are asked for only: what is wrong in a field that nobody reads is not found.
    ///
    /// - Throws: `DecodingError` with the path of the value that is not as it should be; with an empty one, and
    ///   `dataCorrupted`, when the bytes are no JSON or a number does not fit.
    package static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        try document(bytes).value(type, at: JSONDocument.root)
    }

    /// Whether another reader of JSON may be asked about `bytes`: Foundation's crashes at some that are none.
    ///
    /// - Throws: as ``decode(_:from:)-(_,[UInt8])`` when they are no JSON.
    package static func check(_ bytes: [UInt8]) throws { _ = try document(bytes) }

    private static func document(_ bytes: [UInt8]) throws -> JSONDocument {
        guard let bytes = isPlain(bytes) ? bytes : JSONUnicode.utf8(of: bytes) else {
            throw DecodingError.notJSON
        }
        return try JSONDocument(scanning: bytes)
    }

    /// The value that stands in `text`, as with ``decode(_:from:)-(_,[UInt8])``.
    package static func decode<Value: Decodable>(_ type: Value.Type, from text: String) throws -> Value {
        try decode(type, from: Array(text.utf8))
    }

    /// Whether the text is UTF-8 without a byte order mark, if it is JSON at all.
    private static func isPlain(_ bytes: [UInt8]) -> Bool {
        guard bytes.count > 1 else { return true }
        return ![0, 0xEF, 0xFE, 0xFF].contains(bytes[0]) && bytes[1] != 0
    }
}
