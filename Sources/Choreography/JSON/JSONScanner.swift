/// Finds the values of a JSON text without recursion, however deep it nests.
///
/// It checks the structure; what strings and numbers contain is checked when they are asked for.
struct JSONScanner: ~Copyable {
    /// The most lists and objects in each other.
    private static let maximumDepth = 512
    /// The most keys that an object may have to be looked through for every field.
    private static let maximumPlainFields: UInt32 = 24

    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    private var entries: JSONRoom<JSONDocument.Entry>
    private var parent: UInt32 = 0
    private var depth = 0
    private var oddObjects: [UInt32] = []

    /// The entries of a document.
    ///
    /// - Parameter oddObjects: gets the places of those.
    /// - Throws: `DecodingError` when the text has not the structure of JSON.
    static func entries(
        of text: borrowing JSONRoom<UInt8>, oddObjects: inout [UInt32]
    ) throws -> JSONRoom<JSONDocument.Entry> {
        // What comes after must fit in the entries' fields.
        guard text.count < UInt32.max else { throw DecodingError.notJSON }
        return try text.withElements { bytes in
            var scanner = JSONScanner(bytes: bytes)
            try scanner.scan()
            oddObjects = scanner.oddObjects
            return scanner.entries
        }
    }

    private init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        entries = JSONRoom(capacity: bytes.count / 8 + 8)
    }

    private mutating func scan() throws {
        repeat {
            try scanValue()
        } while try goOn()
        skipBlanks()
        guard position == bytes.count else { throw DecodingError.notJSON }
    }

    /// A value, or what a list or object has before its first one.
    @inline(__always)
    private mutating func scanValue() throws {
        switch try peek() {
        case UInt8(ascii: "\""): _ = try scanString()
        case UInt8(ascii: "{"): try open(.object)
        case UInt8(ascii: "["): try open(.list)
        case UInt8(ascii: "t"): try scanWord("true", .yes)
        case UInt8(ascii: "f"): try scanWord("false", .no)
        case UInt8(ascii: "n"): try scanWord("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): scanNumber()
        default: throw DecodingError.notJSON
        }
    }
}

extension JSONScanner {
    /// Goes on after a value: to the next one of its list or object, or of one around these when they are at their
    /// end.
    ///
    /// - Returns: whether there is one.
    @inline(__always)
    private mutating func goOn() throws -> Bool {
        while depth > 0 {
            let container = parent
            if entries.count == Int(container) + 1 {
                if try !isAtEnd() { return try startMember() }
            } else {
                entries[container].count += 1
                if try peek() == UInt8(ascii: ",") {
                    position += 1
                    // One comma too many at the end is no harm.
                    if try !isAtEnd() { return try startMember() }
                } else if try !isAtEnd() {
                    throw DecodingError.notJSON
                }
            }
            close()
        }
        return false
    }

    /// Reads an object's key.
    @inline(__always)
    private mutating func startMember() throws -> Bool {
        let container = parent
        guard entries[container].kind != .list else { return true }
        guard try peek() == UInt8(ascii: "\"") else { throw DecodingError.notJSON }
        if try !scanString() { entries[container].kind = .oddObject }
        guard try peek() == UInt8(ascii: ":") else { throw DecodingError.notJSON }
        position += 1
        return true
    }

    private mutating func isAtEnd() throws -> Bool {
        try peek()
            == (entries[parent].kind == .list ? UInt8(ascii: "]") : UInt8(ascii: "}"))
    }

    private mutating func open(_ kind: JSONDocument.Kind) throws {
        guard depth < Self.maximumDepth else { throw DecodingError.notJSON }
        depth += 1
        let place = UInt32(truncatingIfNeeded: entries.count)
        add(kind, from: position, count: 0)
        parent = place
        position += 1
    }

    private mutating func close() {
        position += 1
        depth -= 1
        let container = parent
        entries[container].next = UInt32(truncatingIfNeeded: entries.count)
        if entries[container].count > Self.maximumPlainFields, entries[container].kind == .object {
            entries[container].kind = .oddObject
        }
        if entries[container].kind == .oddObject { oddObjects.append(container) }
        parent = entries[container].parent
    }

    @inline(__always)
    private mutating func add(_ kind: JSONDocument.Kind, from start: Int, count: Int) {
        let ordinal = entries.count == 0 ? 0 : entries[parent].count
        entries.append(
            JSONDocument.Entry(
                kind: kind, start: UInt32(truncatingIfNeeded: start),
                count: UInt32(truncatingIfNeeded: count),
                next: UInt32(truncatingIfNeeded: entries.count + 1), parent: parent, ordinal: ordinal))
    }
}

extension JSONScanner {
    /// - Returns: whether it has nothing but plain ASCII.
    @inline(__always)
    private mutating func scanString() throws -> Bool {
        guard let base = bytes.baseAddress else { throw DecodingError.notJSON }
        position += 1
        let start = position
        var isASCII = true
        while position + 8 <= bytes.count {
            let word = JSONWord(at: base + position)
            let plain = word.plainCount
            isASCII = isASCII && word.isASCII(first: plain)
            position += plain
            if plain < 8 { break }
        }
        while position < bytes.count, JSONWord.isPlain(bytes[position]) {
            isASCII = isASCII && bytes[position] < 0x80
            position += 1
        }
        let isPlain = position < bytes.count && bytes[position] == UInt8(ascii: "\"")
        if !isPlain { try skipToQuote() }
        add(!isPlain ? .text : isASCII ? .asciiText : .plainText, from: start, count: position - start)
        position += 1
        return isPlain && isASCII
    }

    /// To the mark that ends the string.
    private mutating func skipToQuote() throws {
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""): return
            case UInt8(ascii: "\\"):
                let escape = bytes[position...].prefix(6)
                let isUnicode = escape.dropFirst().first == UInt8(ascii: "u")
                // Whether they are digits is for later, but they are part of the string.
                guard !isUnicode || !escape.contains(UInt8(ascii: "\"")) else { throw DecodingError.notJSON }
                position += isUnicode ? 6 : 2
            default: position += 1
            }
        }
        throw DecodingError.notJSON
    }

    private mutating func scanNumber() {
        let start = position
        position += 1
        while position < bytes.count, Self.isOfNumber(bytes[position]) { position += 1 }
        add(.number, from: start, count: position - start)
    }

    private static func isOfNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"),
            UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }

    private mutating func scanWord(_ word: StaticString, _ kind: JSONDocument.Kind) throws {
        let end = position + word.utf8CodeUnitCount
        guard end <= bytes.count, word.withUTF8Buffer({ $0.elementsEqual(bytes[position..<end]) }) else {
            throw DecodingError.notJSON
        }
        add(kind, from: position, count: word.utf8CodeUnitCount)
        position = end
    }

    /// The next byte that is not blank, which is not taken.
    @inline(__always)
    private mutating func peek() throws -> UInt8 {
        skipBlanks()
        guard position < bytes.count else { throw DecodingError.notJSON }
        return bytes[position]
    }

    @inline(__always)
    private mutating func skipBlanks() {
        while position < bytes.count, bytes[position] <= 0x20 {
            guard [0x20, 0x0A, 0x0D, 0x09].contains(bytes[position]) else { return }
            position += 1
        }
    }
}
