/// Eight bytes of a text at once.
struct JSONWord {
    /// The bytes, the first one in the lowest bits.
    let bits: UInt64

    /// - Parameter bytes: at least eight can be read from there.
    @inline(__always)
    init(at bytes: UnsafePointer<UInt8>) {
        bits = UInt64(littleEndian: UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self))
    }

    /// How many bytes from the first one on stand in a JSON string as they are: up to a quotation mark, a
    /// backslash or a control character.
    @inline(__always)
    var plainCount: Int {
        let control = (bits &- 0x2020_2020_2020_2020) & ~bits
        let found =
            (control | Self.zeros(bits ^ 0x2222_2222_2222_2222) | Self.zeros(bits ^ 0x5C5C_5C5C_5C5C_5C5C))
        return (found & Self.high).trailingZeroBitCount / 8
    }

    /// Whether there is nothing but ASCII in the first `count` bytes.
    @inline(__always)
    func isASCII(first count: Int) -> Bool {
        count == 0 || (bits & Self.high) << UInt64(64 - 8 * count) == 0
    }

    /// Whether a byte stands in a JSON string as it is.
    @inline(__always)
    static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private static let high: UInt64 = 0x8080_8080_8080_8080

    /// The high bit of the first byte that is zero; above it there may be more that mean nothing.
    @inline(__always)
    private static func zeros(_ bits: UInt64) -> UInt64 { (bits &- 0x0101_0101_0101_0101) & ~bits }
}
