import Testing

@testable import RabbitMQ

@Suite struct NameCacheTests {
    private let cache = NameCache()

    @Test func makesATextOnceAndSharesIt() {
        let first = text("payment.authorized")
        #expect(first == "payment.authorized")
        #expect(cache.count == 1)
        #expect(address(first) == address(text("payment.authorized")))
        #expect(text("payment.authorised") == "payment.authorised")
        #expect(text("") == "")
        #expect(text("short") == "short")
    }

    @Test func keepsNoMoreThanItsPlacesWhateverComes() {
        for number in 0..<100_000 {
            let name = "a routing key that nobody has seen before: \(number)"
            #expect(text(name) == name)
        }
        #expect(cache.count <= 64)
        #expect(cache.count > 32)
        let long = String(repeating: "a", count: 256)
        let before = cache.count
        #expect(text(long) == long)
        #expect(cache.count == before)
    }

    @Test func whatIsNotTextIsReadTheSameEachTime() {
        let bytes = Array("sixteen bytes and ".utf8) + [0xFF]
        for _ in 0..<2 { #expect(string(bytes) == "sixteen bytes and \u{FFFD}") }
    }

    /// The same length, beginning and end, which is all by which a place is chosen.
    @Test func namesThatShareAPlaceAreToldApart() {
        for _ in 0..<3 {
            for middle in ["one", "two"] {
                let name = "orders.are.\(middle).of.events"
                #expect(text(name) == name)
            }
        }
    }

    private func text(_ text: String) -> String { string(Array(text.utf8)) }

    private func string(_ bytes: [UInt8]) -> String { bytes.withUnsafeBufferPointer { cache.string($0) } }

    private func address(_ text: String) -> UnsafeRawPointer? {
        text.utf8.withContiguousStorageIfAvailable { UnsafeRawPointer($0.baseAddress) } ?? nil
    }
}
