/// Texts that come again and again on one connection, such as exchanges, routing keys and users: each is made
/// once and shared from then on. Never more than 64 are kept, of at most 255 bytes each, whatever the peer sends.
/// Belongs to the connection's thread.
final class NameCache {
    /// A power of two.
    private static let capacity = 64
    /// Swift keeps shorter texts in place, which costs less than looking for them.
    private static let shortest = 16
    private static let longest = 255

    private var names: [String] = Array(repeating: "", count: capacity)

    /// How many texts are kept.
    var count: Int { names.count { !$0.isEmpty } }

    /// The text of `bytes`; what is not UTF-8 in it is replaced by U+FFFD.
    func string(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        guard (Self.shortest...Self.longest).contains(bytes.count) else {
            return String(decoding: bytes, as: UTF8.self)
        }
        let place = place(of: bytes)
        let isKnown = names[place].utf8.withContiguousStorageIfAvailable {
            $0.isSame(as: bytes)
        }
        if isKnown != true { names[place] = String(decoding: bytes, as: UTF8.self) }
        return names[place]
    }

    /// From the first and the last eight bytes and the length: a collision costs no more than having no cache.
    private func place(of bytes: UnsafeBufferPointer<UInt8>) -> Int {
        let raw = UnsafeRawBufferPointer(bytes)
        let first = raw.loadUnaligned(as: UInt64.self)
        let last = raw.loadUnaligned(fromByteOffset: bytes.count - 8, as: UInt64.self)
        let mixed = (first &+ UInt64(bytes.count)) &* 0x9E37_79B9_7F4A_7C15 ^ last
        return Int((mixed &* 0x9E37_79B9_7F4A_7C15) >> 58)
    }
}
