package import Foundation
package import GRDB

/// A message id as the inbox keys it: a UUID as 16 bytes, anything else as its text.
package enum MessageKey: Hashable, Sendable {
    /// A UUID: its first and its last eight bytes, as big-endian numbers.
    case uuid(UInt64, UInt64)
    /// Any other id.
    case text(String)

    package init(_ messageID: String) {
        var id = messageID
        self = id.withUTF8(Self.uuid) ?? .text(messageID)
    }

    /// A UUID in its usual form, in digits of either case; `nil` for anything else.
    private static func uuid(_ text: UnsafeBufferPointer<UInt8>) -> MessageKey? {
        guard text.count == 36 else { return nil }
        var words: (UInt64, UInt64) = (0, 0)
        for place in 0..<36 {
            if place == 8 || place == 13 || place == 18 || place == 23 {
                guard text[place] == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard let digit = hexDigit(text[place]) else { return nil }
            if place < 18 { words.0 = words.0 << 4 | digit } else { words.1 = words.1 << 4 | digit }
        }
        return .uuid(words.0, words.1)
    }

    private static func hexDigit(_ letter: UInt8) -> UInt64? {
        switch letter {
        case 0x30...0x39: UInt64(letter - 0x30)
        case 0x41...0x46: UInt64(letter - 0x41 + 10)
        case 0x61...0x66: UInt64(letter - 0x61 + 10)
        default: nil
        }
    }
}

extension MessageKey: SQLBindable {
    package func bind(to parameter: SQLParameter) -> Int32 {
        switch self {
        case .uuid(let high, let low):
            withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { parameter.bind(blob: $0) }
        case .text(let text): text.bind(to: parameter)
        }
    }
}

extension MessageKey: DatabaseValueConvertible {
    package var databaseValue: DatabaseValue {
        switch self {
        case .uuid(let high, let low):
            withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Data($0) }.databaseValue
        case .text(let text): text.databaseValue
        }
    }

    package static func fromDatabaseValue(_ value: DatabaseValue) -> MessageKey? { nil }
}

/// FNV-1a, 64 bits. It tells apart two bodies that came under one message id by mistake; it needs no
/// strength against malice, since whoever may say a type may say it under a new message id as well.
package func contentHash(_ bytes: [UInt8]) -> Int64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    bytes.withUnsafeBufferPointer { for byte in $0 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 } }
    return Int64(bitPattern: hash)
}

extension Date {
    /// Whole milliseconds since 1970: how the runtime's tables keep instants.
    package var milliseconds: Int64 { Int64((timeIntervalSince1970 * 1000).rounded()) }

    /// The same, rounded up, for what is due: never before its time, or whoever postponed it would have to postpone it
    /// again at once, over and over until the millisecond has passed.
    var dueMilliseconds: Int64 { Int64((timeIntervalSince1970 * 1000 - Self.inaccuracy).rounded(.up)) }

    /// The same, rounded down, for the moment to which something due is compared.
    var passedMilliseconds: Int64 { Int64((timeIntervalSince1970 * 1000 + Self.inaccuracy).rounded(.down)) }

    /// Whether what has to wait until this moment waits no longer, by the same milliseconds as in the tables: else it
    /// would be tried too early, over and over.
    func isDue(at now: Date) -> Bool { dueMilliseconds <= now.passedMilliseconds }

    /// In milliseconds; a `Double` of today's seconds is wrong by less.
    private static let inaccuracy = 0.001

    init(milliseconds: Int64) { self.init(timeIntervalSince1970: Double(milliseconds) / 1000) }
}
