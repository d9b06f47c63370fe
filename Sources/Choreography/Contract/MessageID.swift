package import Foundation

/// UUID version 7 (RFC 9562, 5.7): sorted by time of birth, so that inbox pages fill in order.
package enum MessageID {
    /// A new one.
    package static func make(at now: Date) -> String {
        var generator = SystemRandomNumberGenerator()
        let milliseconds = UInt64(bitPattern: now.milliseconds)
        let high = milliseconds << 16 | 0x7000 | (generator.next() & 0x0FFF)
        let low = (generator.next() & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000
        return text(high, low)
    }

    private static func text(_ high: UInt64, _ low: UInt64) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(unsafeUninitializedCapacity: 36) { buffer in
            var position = 0
            for index in 0..<32 {
                if index == 8 || index == 12 || index == 16 || index == 20 {
                    buffer[position] = UInt8(ascii: "-")
                    position += 1
                }
                let word = index < 16 ? high : low
                buffer[position] = digits[Int(word >> UInt64(60 - index % 16 * 4) & 0xF)]
                position += 1
            }
            return position
        }
    }
}
