import ChoreographyTesting
import Testing

@Suite struct TopicPatternTests {
    private func matches(_ pattern: String, _ key: String) -> Bool {
        TopicPattern.matches(pattern.split(separator: ".")[...], key.split(separator: ".")[...])
    }

    @Test(
        arguments: [
            ("order.placed", "order.placed"), ("order.*", "order.placed"), ("#", "order.placed"), ("#", ""),
            ("order.#", "order"), ("#.placed", "a.b.placed"), ("#.a.#.b", "x.a.y.a.b"), ("*.#.*", "a.b"),
            ("#.#", "a"), ("a.#.#.d", "a.b.c.d"), ("#.a.*", "a.a.b"),
        ])
    func `what fits is found`(pattern: String, key: String) { #expect(matches(pattern, key)) }

    @Test(
        arguments: [
            ("order.placed", "order"), ("order.*", "order"), ("order.*", "order.a.b"),
            ("#.placed", "placed.b"),
            ("*.#.*", "a"), ("", "a"), ("a.#.b", "a.b.c"), ("#.a.b", "a.b.a"),
        ])
    func `what does not fit is not`(pattern: String, key: String) { #expect(!matches(pattern, key)) }

    @Test func `many hashes take no more than their share of time`() {
        let pattern = String(repeating: "#.", count: 60) + "x"
        #expect(!matches(pattern, String(repeating: "a.", count: 126) + "b"))
    }
}
