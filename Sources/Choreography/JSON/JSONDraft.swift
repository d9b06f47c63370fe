import Foundation

/// A JSON text in the making: what was encoded in the order in which it came, the parts of an object not yet
/// sorted. For one encoding, on one thread.
final class JSONDraft {
    /// What stands at one place.
    enum Kind {
        /// Nothing was said yet.
        case empty
        /// A literal, a number, a string.
        case scalar
        case list
        case object
        /// What could not be encoded; it is not printed.
        case abandoned
    }

    /// A value.
    struct Node {
        /// What it is.
        var kind = Kind.empty
        /// Whether an object's fields came sorted, each once.
        var isSorted = true
        /// In ``JSONDraft/bytes``, as they will be printed: its name with a colon, if it has one, and after it the
        /// scalar, if it is one.
        var text: Range<UInt32> = 0..<0
        /// How much of ``text`` is name and colon.
        var labelCount: UInt32 = 0
        /// Its name in an object, not escaped, in ``JSONDraft/bytes``.
        var name: Range<UInt32> = 0..<0
        /// The first eight bytes of its name as a number: what is less comes first.
        var prefix: UInt64 = 0
        /// The list or object that it stands in.
        var parent: UInt32
        /// A list's or object's first child; 0 for none.
        var first: UInt32 = 0
        /// A list's or object's last child.
        var last: UInt32 = 0
        /// The one after it in the same list or object; 0 for none.
        var next: UInt32 = 0
        /// A list's or object's children.
        var count: UInt32 = 0

        /// Where its name and colon are printed.
        var label: Range<UInt32> { text.lowerBound..<text.lowerBound + labelCount }
    }

    /// The place of the whole.
    static let root: UInt32 = 0

    // No access lasts longer than a statement here, so there is no need to have the runtime watch for two at once.
    /// Names and scalars.
    @exclusivity(unchecked) private(set) var bytes = JSONRoom<UInt8>(capacity: 512)
    /// The values; the whole is the first one.
    @exclusivity(unchecked) private(set) var nodes = JSONRoom<Node>(capacity: 32)

    /// For one value.
    init() { nodes.append(Node(parent: 0)) }

    /// The names and numbers that lead to a place.
    func path(to place: UInt32) -> [any CodingKey] {
        var keys: [any CodingKey] = []
        var place = place
        while place != Self.root {
            let parent = nodes[place].parent
            if nodes[parent].kind == .list {
                keys.append(JSONKey(intValue: children(of: parent).firstIndex(of: place) ?? 0))
            } else {
                keys.append(JSONKey(stringValue: name(of: place)))
            }
            place = parent
        }
        return keys.reversed()
    }

    private func name(of place: UInt32) -> String {
        bytes.withElements(nodes[place].name) { String(decoding: $0, as: UTF8.self) }
    }

    private func children(of place: UInt32) -> [UInt32] {
        var children: [UInt32] = []
        var child = nodes[place].first
        while child != 0 {
            if nodes[child].kind != .abandoned { children.append(child) }
            child = nodes[child].next
        }
        return children
    }
}

extension JSONDraft {
    /// Makes the value at `place` a list or an object, if it is not one.
    @inline(__always)
    func become(_ kind: Kind, at place: UInt32) {
        guard nodes[place].kind != kind else { return }
        nodes[place].kind = kind
        nodes[place].text = nodes[place].label
        (nodes[place].first, nodes[place].last, nodes[place].count) = (0, 0, 0)
        nodes[place].isSorted = true
    }

    /// A new place at the end of the list at `list`.
    @inline(__always)
    func addElement(to list: UInt32) -> UInt32 {
        add(Node(parent: list))
    }

    /// A new place in the object at `object`. When there is one of this name, the new one will count.
    @inline(__always)
    func addField(_ name: String, to object: UInt32) -> UInt32 {
        var (name, node) = (name, Node(parent: object))
        name.withUTF8 { name in
            let start = end
            let isPlain = bytes.appendString(name)
            bytes.append(UInt8(ascii: ":"))
            node.text = start..<end
            node.labelCount = end - start
            if isPlain {
                node.name = start + 1..<end - 2
            } else {
                bytes.append(name)
                node.name = node.text.upperBound..<end
            }
            for index in 0..<min(8, name.count) {
                node.prefix |= UInt64(name[index]) << UInt64(56 - 8 * index)
            }
        }
        let last = nodes[object].last
        let place = add(node)
        if last != 0, !precedes(last, place) { nodes[object].isSorted = false }
        return place
    }

    /// The place of the last field called `name` in the object at `object`.
    func field(_ name: String, of object: UInt32) -> UInt32? {
        children(of: object).last { self.name(of: $0) == name }
    }

    /// Whether the first of two fields has the lesser name, by its UTF-8.
    @inline(__always)
    func precedes(_ left: UInt32, _ right: UInt32) -> Bool {
        guard nodes[left].prefix == nodes[right].prefix else {
            return nodes[left].prefix < nodes[right].prefix
        }
        return precedesFurther(left, right)
    }

    @inline(never)
    private func precedesFurther(_ left: UInt32, _ right: UInt32) -> Bool {
        bytes.withElements(nodes[left].name) { left in
            bytes.withElements(nodes[right].name) { left.lexicographicallyPrecedes($0) }
        }
    }

    @inline(__always)
    private func add(_ node: Node) -> UInt32 {
        let place = UInt32(nodes.count)
        let last = nodes[node.parent].last
        if last == 0 { nodes[node.parent].first = place } else { nodes[last].next = place }
        nodes[node.parent].last = place
        nodes[node.parent].count += 1
        nodes.append(node)
        return place
    }

    private var end: UInt32 { UInt32(bytes.count) }
}

extension JSONDraft {
    /// Encodes a value of any type.
    func put<Value: Encodable>(_ value: Value, into place: UInt32) throws {
        if Value.self == Data.self, let data = value as? Data {
            putText(data.base64EncodedString(), into: place)
        } else if Value.self == URL.self, let url = value as? URL {
            putText(url.absoluteString, into: place)
        } else if Value.self == Decimal.self, let number = value as? Decimal {
            putPlain(number.description, into: place)
        } else {
            try value.encode(to: JSONWriting(draft: self, place: place))
        }
    }

    /// Encodes at a new place, of which nothing is printed when this fails.
    @inline(__always)
    func put(at place: UInt32, _ encode: (UInt32) throws -> Void) throws {
        do {
            try encode(place)
        } catch {
            nodes[place].kind = .abandoned
            nodes[nodes[place].parent].count -= 1
            throw error
        }
    }

    /// A string.
    func putText(_ text: String, into place: UInt32) {
        putScalar(into: place) { $0.appendString(text) }
    }

    /// A whole number.
    @inline(__always)
    func putInteger(_ number: some FixedWidthInteger, into place: UInt32) {
        putScalar(into: place) { bytes in
            guard let small = Int64(exactly: number) else {
                bytes.append(String(number))
                return
            }
            bytes.appendDigits(of: small)
        }
    }

    /// A floating-point number, without a fraction if it has none.
    ///
    /// - Throws: `EncodingError` when it is not finite.
    func putFloat<Value: BinaryFloatingPoint & CustomStringConvertible>(_ number: Value, into place: UInt32)
        throws
    {
        guard number.isFinite else {
            throw EncodingError.invalidValue(
                number,
                EncodingError.Context(
                    codingPath: path(to: place),
                    debugDescription: "Unable to encode \(Value.self).\(number) directly in JSON."))
        }
        let text = number.description
        putPlain(text.hasSuffix(".0") ? String(text.dropLast(2)) : text, into: place)
    }

    /// What needs no escapes and no quotation marks: a literal, a number.
    func putPlain(_ text: String, into place: UInt32) {
        putScalar(into: place) { $0.append(text) }
    }

    @inline(__always)
    private func putScalar(into place: UInt32, _ write: (inout JSONRoom<UInt8>) -> Void) {
        become(.scalar, at: place)
        let label = nodes[place].label
        if label.upperBound == end {
            nodes[place].text = label
        } else {
            // Something else was said in between, or a name had to be kept twice.
            nodes[place].text = end..<end
            bytes.append(copyOf: label)
        }
        write(&bytes)
        nodes[place].text = nodes[place].text.lowerBound..<end
    }
}
