/// Names one order, and with it the saga: a UUID as lower-case text.
public struct OrderID: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// `8-4-4-4-12` lower-case hexadecimal digits.
    public let text: String

    /// Takes a UUID in either case; nil when `text` is not one.
    public init?(_ text: String) {
        guard Self.isUUID(text) else { return nil }
        self.text = text.lowercased()
    }

    /// For what stands in the source and is known to be right.
    init(known text: String) { self.text = text }

    /// The lower-case text.
    public var description: String { text }

    /// Alphabetical order.
    public static func < (left: OrderID, right: OrderID) -> Bool { left.text < right.text }

    private static func isUUID(_ text: String) -> Bool {
        guard text.utf8.count == 36 else { return false }
        for (index, byte) in text.utf8.enumerated() {
            switch index {
            case 8, 13, 18, 23:
                guard byte == UInt8(ascii: "-") else { return false }
            default:
                guard isHexadecimal(byte) else { return false }
            }
        }
        return true
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}

extension OrderID: Codable {
    /// Reads a JSON string.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = OrderID(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "must be a UUID")
        }
        self = id
    }

    /// Writes a JSON string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
