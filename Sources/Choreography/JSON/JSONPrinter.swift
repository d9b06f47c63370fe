/// Prints a draft, the fields of each object sorted.
struct JSONPrinter: ~Copyable {
    /// More lists and objects in each other are not JSON to the readers.
    private static let maximumDepth = 511
    /// Up to so many fields are sorted faster by putting each in its place.
    private static let maximumInsertions = 24

    private let draft: JSONDraft
    private var output: JSONRoom<UInt8>
    /// The fields of the objects around, and of the one that is printed.
    private var fields: [UInt32] = []

    /// The draft as text.
    ///
    /// - Parameter value: what it was made of, for the error.
    /// - Throws: `EncodingError` when nothing was encoded, or more lists and objects in each other than can be read.
    static func print(_ draft: JSONDraft, of value: some Encodable) throws -> [UInt8] {
        guard draft.nodes[JSONDraft.root].kind != .empty else {
            throw invalid(value, "Top-level \(type(of: value)) did not encode any values.")
        }
        var printer = JSONPrinter(draft: draft)
        guard printer.print(JSONDraft.root, depth: 0) else {
            throw invalid(value, "Unable to encode the given top-level value to JSON.")
        }
        return printer.output.withElements(Array.init)
    }

    private init(draft: JSONDraft) {
        self.draft = draft
        // Besides names and scalars two brackets and a comma for each.
        output = JSONRoom(capacity: draft.bytes.count + 3 * draft.nodes.count)
    }

    private static func invalid(_ value: some Encodable, _ reason: String) -> EncodingError {
        .invalidValue(value, EncodingError.Context(codingPath: [], debugDescription: reason))
    }

    /// - Returns: false when it is too deep.
    private mutating func print(_ place: UInt32, depth: Int) -> Bool {
        let node = draft.nodes[place]
        draft.bytes.withElements(node.text) { output.append($0) }
        switch node.kind {
        case .scalar: return true
        case .empty: output.append("{}")
        case .abandoned: break
        case .list: return depth < Self.maximumDepth && printList(node, depth: depth + 1)
        case .object: return depth < Self.maximumDepth && printObject(node, depth: depth + 1)
        }
        return true
    }

    private mutating func printList(_ list: JSONDraft.Node, depth: Int) -> Bool {
        output.append(UInt8(ascii: "["))
        var element = list.first
        var count = 0
        while element != 0 {
            let next = draft.nodes[element].next
            if draft.nodes[element].kind != .abandoned {
                if count > 0 { output.append(UInt8(ascii: ",")) }
                guard print(element, depth: depth) else { return false }
                count += 1
            }
            element = next
        }
        output.append(UInt8(ascii: "]"))
        return true
    }

    private mutating func printObject(_ object: JSONDraft.Node, depth: Int) -> Bool {
        output.append(UInt8(ascii: "{"))
        let start = fields.count
        collectFields(of: object)
        for index in start..<fields.count {
            let field = fields[index]
            if index > start { output.append(UInt8(ascii: ",")) }
            guard print(field, depth: depth) else { return false }
        }
        fields.removeLast(fields.count - start)
        output.append(UInt8(ascii: "}"))
        return true
    }

    /// Adds the object's fields, sorted; of those with one name the last one that came.
    private mutating func collectFields(of object: JSONDraft.Node) {
        let start = fields.count
        var field = object.first
        while field != 0 {
            if draft.nodes[field].kind != .abandoned { fields.append(field) }
            field = draft.nodes[field].next
        }
        guard !object.isSorted, fields.count > start else { return }
        sortFields(from: start)
        var kept = start
        for index in start + 1..<fields.count {
            if draft.precedes(fields[kept], fields[index]) { kept += 1 }
            fields[kept] = fields[index]
        }
        fields.removeLast(fields.count - kept - 1)
    }

    /// Fields of one name stay as they are.
    private mutating func sortFields(from start: Int) {
        guard fields.count - start <= Self.maximumInsertions else {
            let draft = draft
            return fields[start...].sort {
                draft.precedes($0, $1) || $0 < $1 && !draft.precedes($1, $0)
            }
        }
        for index in start + 1..<fields.count {
            let field = fields[index]
            var hole = index
            while hole > start, draft.precedes(field, fields[hole - 1]) {
                fields[hole] = fields[hole - 1]
                hole -= 1
            }
            fields[hole] = field
        }
    }
}
