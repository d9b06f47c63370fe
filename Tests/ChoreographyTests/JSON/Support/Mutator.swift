import ChoreographyTesting

/// Breaks JSON texts in the ways in which they are broken, some of them still being JSON.
struct Mutator {
    private var random: SeededGenerator
    private static let tokens = [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "null", "true", "false", "0", "-1", "1.0", "1e2", "2.50",
        "-",
        "1e999999", "9223372036854775807", "9223372036854775808", "18446744073709551616", "0.1e-400", "01",
        "1.",
        "\"\"", "\"a\"", "\\u00e9", "\\ud83d\\ude00", "\\ud83d", "\\udc00", "\\u12", "\\x", "\u{0}", "\u{1}",
        "\t",
        " ", "\n", "é", "😀", "{}", "[]", "{\"sku\":1}", "[[]]", "\"order_id\":", "\"quantity\":",
        "\"lines\":",
        "\u{FEFF}", "// x", "NaN", "nul", "tru", "1,2", "e\u{301}",
    ].map { Array($0.utf8) }

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// `body` with one to three changes.
    mutating func mutate(_ body: [UInt8]) -> [UInt8] {
        var body = body
        for _ in 0..<Int.random(in: 1...3, using: &random) { change(&body) }
        return body
    }

    private mutating func change(_ body: inout [UInt8]) {
        let place = Int.random(in: 0...body.count, using: &random)
        let end = min(body.count, place + Int.random(in: 1...12, using: &random))
        let token = Self.tokens.randomElement(using: &random) ?? []
        switch Int.random(in: 0..<9, using: &random) {
        case 0: if place < body.count { body[place] ^= 1 << UInt8.random(in: 0..<8, using: &random) }
        case 1: if place < body.count { body[place] = .random(in: 0...255, using: &random) }
        case 2: body.removeSubrange(place...)
        case 3: body.removeSubrange(place..<end)
        case 4: body.insert(contentsOf: token, at: place)
        case 5: body.insert(contentsOf: body[place..<end], at: Int.random(in: 0...body.count, using: &random))
        case 6: body.insert(.random(in: 0...255, using: &random), at: place)
        default: replaceValue(in: &body, near: place, by: token)
        }
    }

    /// Puts a token where a value, or a key, stands, so that the text is mostly JSON afterwards.
    private func replaceValue(in body: inout [UInt8], near place: Int, by token: [UInt8]) {
        let marks = Array(":,[{".utf8)
        guard let mark = body[..<place].lastIndex(where: marks.contains) else { return }
        let end = body[(mark + 1)...].firstIndex(where: Array(",]}:".utf8).contains) ?? body.count
        body.replaceSubrange((mark + 1)..<end, with: token)
    }
}
