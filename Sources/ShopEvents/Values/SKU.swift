/// Names one kind of goods: 1 to 64 letters, digits, `.`, `_` and `-` (ASCII).
public struct SKU: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// As the warehouse writes it; case matters.
    public let text: String

    /// nil when `text` is not a sku.
    public init?(_ text: String) {
        guard (1...64).contains(text.utf8.count), text.utf8.allSatisfy(Self.isAllowed) else { return nil }
        self.text = text
    }

    /// For what stands in the source and is known to be right.
    package init(known text: String) { self.text = text }

    /// The text.
    public var description: String { text }

    /// Alphabetical order.
    public static func < (left: SKU, right: SKU) -> Bool { left.text < right.text }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

extension SKU: Codable {
    /// Reads a JSON string.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let sku = SKU(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "must be 1 to 64 letters, digits, '.', '_' or '-'")
        }
        self = sku
    }

    /// Writes a JSON string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
