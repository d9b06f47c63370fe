import Testing

@testable import Choreography

@Suite struct TextPrefixTests {
    @Test(arguments: [("abc", 3, "abc"), ("abc", 2, "ab"), ("aé", 2, "a"), ("a😀", 4, "a"), ("é", 0, "")])
    func `a prefix has whole code points`(text: String, bytes: Int, prefix: String) {
        #expect(text.prefix(utf8Bytes: bytes) == prefix)
    }

    @Test func `one character of many accents takes no more time than others`() {
        let text = "e" + String(repeating: "\u{301}", count: 130_000)
        let took = ContinuousClock().measure { #expect(text.prefix(utf8Bytes: 8192).utf8.count == 8191) }
        #expect(took < .seconds(5))
    }
}
