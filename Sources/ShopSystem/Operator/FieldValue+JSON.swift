package import Choreography
import Foundation
package import RabbitMQ

/// AMQP field values as JSON and back, with nothing lost.
///
/// Text, truth values, 64-bit integers, lists and tables are what they are in JSON. Any other kind is an object
/// with one field that names it, as in `{"$timestamp":"1700000000"}`.
extension JSONValue {
    package init(_ value: FieldValue) {
        self =
            switch value {
            case .bool(let bool): .bool(bool)
            case .int64(let number): .integer(Int(number))
            case .string(let text): .string(text)
            case .array(let values): .array(values.map { JSONValue($0) })
            case .table(let table): Self.marked(.table(table))
            case .void: .null
            case .int8(let number): Self.tagged("int8", number)
            case .uint8(let number): Self.tagged("uint8", number)
            case .int16(let number): Self.tagged("int16", number)
            case .uint16(let number): Self.tagged("uint16", number)
            case .int32(let number): Self.tagged("int32", number)
            case .uint32(let number): Self.tagged("uint32", number)
            case .uint64(let number): Self.tagged("uint64", number)
            case .timestamp(let seconds): Self.tagged("timestamp", seconds)
            case .float(let number): Self.tagged("float", number)
            case .double(let number): Self.tagged("double", number)
            case .decimal(let scale, let number): Self.tagged("decimal", "\(number)e-\(scale)")
            case .bytes(let bytes): Self.tagged("bytes", Data(bytes).base64EncodedString())
            }
    }

    private static func tagged(_ kind: String, _ value: some CustomStringConvertible) -> JSONValue {
        .object(["$" + kind: .string(value.description)])
    }

    /// The fields of a table; of a key that comes twice the first, as everywhere.
    package static func table(_ table: FieldTable) -> JSONValue {
        .object(
            table.reduce(into: [:]) { fields, entry in
                if fields[entry.key] == nil { fields[entry.key] = JSONValue(entry.value) }
            })
    }

    /// The fields of a table, told to be one where they would be read as a value of another kind.
    private static func marked(_ table: JSONValue) -> JSONValue {
        let names = table.members.keys
        return names.count == 1 && names.allSatisfy { $0.hasPrefix("$") } ? ["$table": table] : table
    }
}

extension FieldValue {
    /// What ``JSONValue/init(_:)`` has made of a field value; nil for what it never makes.
    init?(_ value: JSONValue) {
        switch value {
        case .null: self = .void
        case .bool(let bool): self = .bool(bool)
        case .integer(let number): self = .int64(Int64(number))
        case .string(let text): self = .string(text)
        case .number: return nil
        case .array(let values):
            let elements = values.compactMap { FieldValue($0) }
            guard elements.count == values.count else { return nil }
            self = .array(elements)
        case .object(let fields):
            if fields.count == 1, let (kind, value) = fields.first, kind.hasPrefix("$") {
                self.init(kind: kind, value)
            } else {
                guard let table = FieldTable(fields) else { return nil }
                self = .table(table)
            }
        }
    }

    private init?(kind: String, _ value: JSONValue) {
        if kind == "$table", case .object(let fields) = value, let table = FieldTable(fields) {
            self = .table(table)
            return
        }
        guard let text = value.string, let found = Self.read(kind, text) else { return nil }
        self = found
    }

    private static func read(_ kind: String, _ text: String) -> FieldValue? {
        switch kind {
        case "$int8": Int8(text).map { .int8($0) }
        case "$uint8": UInt8(text).map { .uint8($0) }
        case "$int16": Int16(text).map { .int16($0) }
        case "$uint16": UInt16(text).map { .uint16($0) }
        case "$int32": Int32(text).map { .int32($0) }
        case "$uint32": UInt32(text).map { .uint32($0) }
        case "$uint64": UInt64(text).map { .uint64($0) }
        case "$timestamp": UInt64(text).map { .timestamp($0) }
        case "$float": Float(text).map { .float($0) }
        case "$double": Double(text).map { .double($0) }
        case "$decimal": decimal(text)
        case "$bytes": Data(base64Encoded: text).map { .bytes([UInt8]($0)) }
        default: nil
        }
    }

    private static func decimal(_ text: String) -> FieldValue? {
        guard let e = text.range(of: "e-"), let value = UInt32(text[..<e.lowerBound]),
            let scale = UInt8(text[e.upperBound...])
        else { return nil }
        return .decimal(scale: scale, value: value)
    }
}

extension FieldTable {
    /// A table of these fields; nil when one of them is no field value.
    init?(_ fields: [String: JSONValue]) {
        self.init()
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            guard let value = FieldValue(value) else { return nil }
            self[name] = value
        }
    }
}
