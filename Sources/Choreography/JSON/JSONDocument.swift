import Foundation

/// A JSON text and where its values stand in it: a flat list in the order of the text, an object's keys each
/// before its value. Cannot be changed, so it may be read from anywhere.
final class JSONDocument: Sendable {
    /// What stands at one place.
    enum Kind: UInt8 {
        case null, yes, no, number
        /// A string of printable ASCII without escapes: its value is its bytes.
        case asciiText
        /// A string without escapes or control characters: its value is its bytes, if they are UTF-8.
        case plainText
        /// A string that must be looked at byte by byte.
        case text
        case list
        /// An object with plain ASCII keys, not too many of them to be looked through.
        case object
        /// Any other object.
        case oddObject
    }

    /// A value or a key.
    struct Entry {
        /// What it is.
        var kind: Kind
        /// Its first byte in the text; that of a string's content.
        var start: UInt32
        /// A string's or number's bytes, a list's elements, an object's fields.
        var count: UInt32
        /// The place of the first entry that is not inside this one.
        var next: UInt32
        /// The place of the list or object that it stands in.
        var parent: UInt32
        /// The place in its list, from 0.
        var ordinal: UInt32

        /// A string's content or a number in the text.
        var range: Range<UInt32> { start..<start + count }
    }

    /// The place of the whole.
    static let root: UInt32 = 0

    /// The text.
    let bytes: JSONRoom<UInt8>
    /// The entries.
    let entries: JSONRoom<Entry>
    /// The places of the fields of odd objects by their names, the first of those called alike; of those objects
    /// only whose keys are all texts.
    private let fields: [UInt32: [String: UInt32]]
    /// Where the whole stands, when it takes the place of something that is missing elsewhere.
    private let origin: [any CodingKey]

    /// - Throws: `DecodingError` when the text has not the structure of JSON.
    init(scanning text: [UInt8]) throws {
        var bytes = JSONRoom<UInt8>(capacity: text.count)
        text.withUnsafeBufferPointer { bytes.append($0) }
        var oddObjects: [UInt32] = []
        let entries = try JSONScanner.entries(of: bytes, oddObjects: &oddObjects)
        var fields: [UInt32: [String: UInt32]] = [:]
        for place in oddObjects { fields[place] = try? Self.fields(of: place, in: entries, of: bytes) }
        (self.fields, origin) = (fields, [])
        self.bytes = bytes
        self.entries = entries
    }

    /// A null that stands for what is missing at `path`.
    init(nullAt path: [any CodingKey]) {
        var entries = JSONRoom<Entry>(capacity: 1)
        entries.append(Entry(kind: .null, start: 0, count: 0, next: 1, parent: 0, ordinal: 0))
        (fields, origin) = ([:], path)
        bytes = JSONRoom(capacity: 0)
        self.entries = entries
    }

    /// The entry at a place.
    subscript(place: UInt32) -> Entry {
        @inline(__always) get { entries[place] }
    }

    /// The names and numbers that lead to a place.
    func path(to place: UInt32) -> [any CodingKey] {
        var keys: [any CodingKey] = []
        var place = place
        while place != Self.root {
            let entry = self[place]
            if self[entry.parent].kind == .list {
                keys.append(JSONKey(intValue: Int(entry.ordinal)))
            } else {
                keys.append(JSONKey(stringValue: (try? text(at: place - 1)) ?? ""))
            }
            place = entry.parent
        }
        return origin + keys.reversed()
    }

    /// The place of the first field called `name` of the object at `place`. By bytes, if the object is not odd;
    /// otherwise names that are equal as texts are one.
    func field(_ name: String, of place: UInt32) -> UInt32? {
        guard self[place].kind == .object else { return fields[place]?[name] }
        var name = name
        return name.withUTF8 { name in
            let end = self[place].next
            var key = place + 1
            while key < end {
                let entry = self[key]
                if entry.count == name.count, isText(name, at: entry) { return key + 1 }
                key = self[key + 1].next
            }
            return nil
        }
    }

    /// - Throws: `DecodingError` when a key of the odd object at `place` is no text.
    func checkNames(of place: UInt32) throws {
        guard fields[place] != nil else { throw DecodingError.notJSON }
    }

    @inline(__always)
    private func isText(_ text: UnsafeBufferPointer<UInt8>, at entry: Entry) -> Bool {
        bytes.withElements(entry.range) { bytes in
            guard let own = bytes.baseAddress, let other = text.baseAddress else { return true }
            return memcmp(own, other, text.count) == 0
        }
    }

    private static func fields(
        of place: UInt32, in entries: borrowing JSONRoom<Entry>, of bytes: borrowing JSONRoom<UInt8>
    ) throws -> [String: UInt32] {
        var fields: [String: UInt32] = [:]
        fields.reserveCapacity(Int(entries[place].count))
        var key = place + 1
        while key < entries[place].next {
            guard let name = try entries[key].text(in: bytes) else { throw DecodingError.notJSON }
            if fields[name] == nil { fields[name] = key + 1 }
            key = entries[key + 1].next
        }
        return fields
    }
}
