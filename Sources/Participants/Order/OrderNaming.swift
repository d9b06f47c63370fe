package import ShopEvents

/// Which order a request is about when the storefront left that open.
package enum OrderNaming {
    /// The id that was asked for; else the message id, when it is a UUID; else a UUID (version 8) derived
    /// from the message id. The same message always means the same order, however often it is heard.
    package static func orderID(asked: OrderID?, messageID: String) -> OrderID? {
        asked ?? OrderID(messageID) ?? OrderID(derivedUUID(from: messageID))
    }

    /// FNV-1a, 128 bits, in the form of a UUID.
    private static func derivedUUID(from text: String) -> String {
        var hash: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
        for byte in text.utf8 { hash = (hash ^ UInt128(byte)) &* 0x0000_0000_0100_0000_0000_0000_0000_013B }
        hash = hash & ~(0xF << 76) | (0x8 << 76)
        hash = hash & ~(0x3 << 62) | (0x2 << 62)
        let digits = String(hash, radix: 16)
        var text = String(repeating: "0", count: 32 - digits.utf8.count) + digits
        for dash in [20, 16, 12, 8] { text.insert("-", at: text.index(text.startIndex, offsetBy: dash)) }
        return text
    }
}
