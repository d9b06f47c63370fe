/// An AMQP field table: named values in the order in which they were put or received.
///
/// A table that was received is kept as it came: asking for one value makes that value and no other. Keys are the
/// same when their UTF-8 is. Two tables are equal when they hold the same entries in the same order.
public struct FieldTable: Sendable, Hashable, ExpressibleByDictionaryLiteral, Sequence {
    private struct Entry: Sendable, Hashable {
        var key: String
        var value: FieldValue

        func isNamed(_ name: String) -> Bool {
            key.utf8.count == name.utf8.count && key.utf8.elementsEqual(name.utf8)
        }
    }

    private enum Storage: Sendable {
        /// What was put together here, and what was changed.
        case entries([Entry])
        case wire(WireTable)
    }

    private var storage = Storage.entries([])

    /// An empty table.
    public init() {}

    /// A table that has the form of the wire already.
    init(_ wire: WireTable) { storage = .wire(wire) }

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
        get {
            switch storage {
            case .entries(let entries): entries.first { $0.isNamed(key) }?.value
            case .wire(let table): table.value(key)
            }
        }
        set {
            var entries = takeEntries()
            defer { storage = .entries(entries) }
            guard let place = entries.firstIndex(where: { $0.isNamed(key) }) else {
                if let newValue { entries.append(Entry(key: key, value: newValue)) }
                return
            }
            if entries[(place + 1)...].contains(where: { $0.isNamed(key) }) {
                entries[(place + 1)...].removeAll { $0.isNamed(key) }
            }
            if let newValue { entries[place].value = newValue } else { entries.remove(at: place) }
        }
    }

    /// The value of the first entry whose key, as UTF-8, is wanted.
    package func firstValue(where isWanted: (UnsafeBufferPointer<UInt8>) -> Bool) -> FieldValue? {
        switch storage {
        case .entries(let entries):
            entries.first { entry in
                var key = entry.key
                return key.withUTF8(isWanted)
            }?.value
        case .wire(let table): table.firstValue(where: isWanted)
        }
    }

    /// Whether there are no entries.
    public var isEmpty: Bool {
        switch storage {
        case .entries(let entries): entries.isEmpty
        case .wire(let table): table.bytes.isEmpty
        }
    }

    /// The number of entries.
    public var count: Int {
        switch storage {
        case .entries(let entries): entries.count
        case .wire(let table): table.count
        }
    }

    /// The entries in their order.
    public func makeIterator() -> some IteratorProtocol<(key: String, value: FieldValue)> {
        entries.lazy.map { (key: $0.key, value: $0.value) }.makeIterator()
    }

    /// Compares entry by entry, unless the bytes are the same.
    public static func == (left: FieldTable, right: FieldTable) -> Bool {
        if case .wire(let left) = left.storage, case .wire(let right) = right.storage,
            left.bytes == right.bytes
        {
            return true
        }
        return left.entries == right.entries
    }

    /// Hashes what equality compares.
    public func hash(into hasher: inout Hasher) { hasher.combine(entries) }

    /// The bytes of its entries, if they may be put as they are into a table that lies so deep in others.
    func bytes(atDepth depth: Int) -> [UInt8]? {
        guard case .wire(let table) = storage, table.isPlainlyKeyed, table.fits(depth: depth) else {
            return nil
        }
        return table.bytes
    }

    /// Whether it can be written, and takes no more than 41 KiB: as all that we write ourselves. `false` if it takes
    /// trying.
    var isPlain: Bool {
        switch storage {
        case .entries(let entries):
            entries.count <= 32
                && entries.allSatisfy { entry in
                    guard case .string(let text) = entry.value else { return false }
                    return (1...255).contains(entry.key.utf8.count) && text.utf8.count <= 1024
                }
        case .wire(let table): table.isPlainlyKeyed && table.bytes.count <= 41 << 10
        }
    }

    private var entries: [Entry] {
        switch storage {
        case .entries(let entries): entries
        case .wire(let table): table.entries.map { Entry(key: $0.key, value: $0.value) }
        }
    }

    /// The entries, for changing them in place: nobody else holds them until they are put back.
    private mutating func takeEntries() -> [Entry] {
        let entries = entries
        storage = .entries([])
        return entries
    }
}
