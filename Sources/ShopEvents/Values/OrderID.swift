/// Names one order, and with it the saga: a UUID as lower-case text.
public struct OrderID: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// `8-4-4-4-12` lower-case hexadecimal digits.
    public let text: String

    /// Takes a UUID in either case; nil when `text` is not one.
    public init?(_ text: String) {
        guard let hasCapitals = Self.hasCapitals(uuid: text) else { return nil }
        self.text = hasCapitals ? text.lowercased() : text
    }

    /// For what stands in the source and is known to be right.
    package init(known text: String) { self.text = text }

    /// The lower-case text.
    public var description: String { text }

    /// Alphabetical order.
    public static func < (left: OrderID, right: OrderID) -> Bool { left.text < right.text }

    /// Whether a UUID has letters in upper case; nil when `text` is not one.
    private static func hasCapitals(uuid text: String) -> Bool? {
        var text = text
        return text.withUTF8 { text in
            guard text.count == 36 else { return nil }
            var hasCapitals = false
            for index in 0..<36 {
                switch (index, text[index]) {
                case (8, let byte), (13, let byte), (18, let byte), (23, let byte):
                    guard byte == UInt8(ascii: "-") else { return nil }
                case (_, UInt8(ascii: "0")...UInt8(ascii: "9")), (_, UInt8(ascii: "a")...UInt8(ascii: "f")):
                    break
                case (_, UInt8(ascii: "A")...UInt8(ascii: "F")): hasCapitals = true
                default: return nil
                }
            }
            return hasCapitals
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
