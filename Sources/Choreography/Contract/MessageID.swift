package import Foundation

/// UUID version 7 (RFC 9562, 5.7): sorted by time of birth, so that inbox pages fill in order.
package enum MessageID {
    /// A new one.
    package static func make(at now: Date) -> String {
        let (first, second) = Randomness.pair()
        let milliseconds = UInt64(bitPattern: now.milliseconds)
        let high = milliseconds << 16 | 0x7000 | (first & 0x0FFF)
        let low = (second & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000
        return text(high, low)
    }

    private static func text(_ high: UInt64, _ low: UInt64) -> String {
        String(unsafeUninitializedCapacity: 36) { buffer in
            var position = 0
            for index in 0..<32 {
                if index == 8 || index == 12 || index == 16 || index == 20 {
                    buffer[position] = UInt8(ascii: "-")
                    position += 1
                }
                let word = index < 16 ? high : low
                let digit = UInt8(word >> UInt64(60 - index % 16 * 4) & 0xF)
                buffer[position] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit
                position += 1
            }
            return position
        }
    }
}
