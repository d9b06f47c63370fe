/// An AMQP field table: named values in the order in which they were put or received.
///
/// Two tables are equal when they hold the same entries in the same order.
public struct FieldTable: Sendable, Hashable, ExpressibleByDictionaryLiteral, Sequence {
    private struct Entry: Sendable, Hashable {
        var key: String
        var value: FieldValue
    }

    private var entries: [Entry] = []

    /// An empty table.
    public init() {}

    /// A table of the given entries; a key given twice keeps its first place and its last value.
    public init(_ elements: some Sequence<(String, FieldValue)>) {
        for (key, value) in elements { self[key] = value }
    }

    /// A table of the given entries; a key given twice keeps its first place and its last value.
    public init(dictionaryLiteral elements: (String, FieldValue)...) {
        self.init(elements)
    }

    /// The value under a key; of a key that the wire brought twice, the first. Setting leaves the key there
    /// once, setting `nil` not at all.
    public subscript(key: String) -> FieldValue? {
        get { entries.first { $0.key == key }?.value }
        set {
            let place = entries.firstIndex { $0.key == key }
            if let place {
                if entries[(place + 1)...].contains(where: { $0.key == key }) {
                    entries[(place + 1)...].removeAll { $0.key == key }
                }
                if let newValue { entries[place].value = newValue } else { entries.remove(at: place) }
            } else if let newValue {
                entries.append(Entry(key: key, value: newValue))
            }
        }
    }

    /// Whether there are no entries.
    public var isEmpty: Bool { entries.isEmpty }

    /// The number of entries.
    public var count: Int { entries.count }

    /// The entries in their order.
    public func makeIterator() -> some IteratorProtocol<(key: String, value: FieldValue)> {
        entries.lazy.map { (key: $0.key, value: $0.value) }.makeIterator()
    }

    /// Whether there are no more than so many entries, all of them texts of at most so many bytes, under keys that
    /// AMQP allows.
    func areTexts(atMost count: Int, ofBytes bytes: Int) -> Bool {
        entries.count <= count
            && entries.allSatisfy { entry in
                guard case .string(let text) = entry.value else { return false }
                return (1...255).contains(entry.key.utf8.count) && text.utf8.count <= bytes
            }
    }

    /// Appends without looking for the key: what the wire says is kept, and a long table stays linear.
    mutating func append(_ value: FieldValue, for key: String) {
        entries.append(Entry(key: key, value: value))
    }
}
