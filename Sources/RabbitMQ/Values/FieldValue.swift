/// A value in an AMQP field table: the kinds RabbitMQ and librabbitmq agree on.
public enum FieldValue: Sendable, Hashable {
    /// A boolean (`t`).
    case bool(Bool)
    /// A signed 8-bit integer (`b`).
    case int8(Int8)
    /// An unsigned 8-bit integer (`B`).
    case uint8(UInt8)
    /// A signed 16-bit integer (`s`).
    case int16(Int16)
    /// An unsigned 16-bit integer (`u`).
    case uint16(UInt16)
    /// A signed 32-bit integer (`I`).
    case int32(Int32)
    /// An unsigned 32-bit integer (`i`).
    case uint32(UInt32)
    /// A signed 64-bit integer (`l`).
    case int64(Int64)
    /// An unsigned 64-bit integer (`L`).
    case uint64(UInt64)
    /// A 32-bit float (`f`).
    case float(Float)
    /// A 64-bit float (`d`).
    case double(Double)
    /// A decimal (`D`): `value` divided by ten to the power of `scale`.
    case decimal(scale: UInt8, value: UInt32)
    /// A long string (`S`) that is valid UTF-8.
    case string(String)
    /// Bytes (`x`); also a long string that is not valid UTF-8, so that nothing is lost.
    case bytes([UInt8])
    /// An array (`A`).
    case array([FieldValue])
    /// Seconds since 1970 (`T`).
    case timestamp(UInt64)
    /// A nested table (`F`).
    case table(FieldTable)
    /// Nothing (`V`).
    case void

    /// The text of a string, or of bytes that are valid UTF-8; `nil` for every other kind.
    public var string: String? {
        switch self {
        case .string(let text): text
        case .bytes(let bytes): String(validating: bytes, as: UTF8.self)
        default: nil
        }
    }

    /// The number of any integer kind that fits, or of a timestamp; `nil` for every other kind.
    public var integer: Int64? {
        switch self {
        case .int8(let number): Int64(number)
        case .uint8(let number): Int64(number)
        case .int16(let number): Int64(number)
        case .uint16(let number): Int64(number)
        case .int32(let number): Int64(number)
        case .uint32(let number): Int64(number)
        case .int64(let number): number
        case .uint64(let number), .timestamp(let number): Int64(exactly: number)
        default: nil
        }
    }
}

extension FieldValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
    ExpressibleByNilLiteral
{
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A boolean.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// A signed 64-bit integer.
    public init(integerLiteral value: Int64) { self = .int64(value) }
    /// A 64-bit float.
    public init(floatLiteral value: Double) { self = .double(value) }
    /// An array.
    public init(arrayLiteral elements: FieldValue...) { self = .array(elements) }
    /// A nested table.
    public init(dictionaryLiteral elements: (String, FieldValue)...) { self = .table(FieldTable(elements)) }
    /// Nothing.
    public init(nilLiteral: ()) { self = .void }
}
