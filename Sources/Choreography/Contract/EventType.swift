/// The name of a kind of event, and at the same time its routing key: `order.placed`.
///
/// Two or more words of lower-case letters, digits and underscores, joined by dots, 255 bytes at most
/// (AMQP 0-9-1 short string). The first word is the prefix that belongs to whoever says the event.
public struct EventType: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral, Comparable,
    CustomStringConvertible
{
    /// The routing key.
    public let rawValue: String

    /// Takes any text; ``isWellFormed`` tells whether it can be an event type.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Takes any text; ``isWellFormed`` tells whether it can be an event type.
    public init(stringLiteral value: String) { rawValue = value }

    /// The first word: who may say it.
    public var prefix: String { String(rawValue.prefix { $0 != "." }) }

    /// Whether this is at least two non-empty words of `a-z`, `0-9` and `_`.
    public var isWellFormed: Bool {
        let words = rawValue.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return rawValue.utf8.count <= 255 && words.count >= 2
            && words.allSatisfy { word in
                !word.isEmpty
                    && word.allSatisfy { byte in
                        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                            || byte == UInt8(ascii: "_")
                    }
            }
    }

    /// The routing key.
    public var description: String { rawValue }

    /// Alphabetical order.
    public static func < (left: EventType, right: EventType) -> Bool { left.rawValue < right.rawValue }
}
