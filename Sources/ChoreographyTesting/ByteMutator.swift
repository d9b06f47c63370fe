/// Breaks inputs in the ways in which they are broken, some of them still being sound. The same seed breaks the same
/// inputs in the same ways.
package struct ByteMutator {
    private var random: SeededGenerator
    private let words: [[UInt8]]

    /// - Parameter words: what stands in such inputs, sound or not.
    package init(seed: UInt64, words: [String]) {
        random = SeededGenerator(seed: seed)
        self.words = words.map { Array($0.utf8) }
    }

    /// `input` with one to three changes.
    package mutating func mutate(_ input: [UInt8]) -> [UInt8] {
        var input = input
        for _ in 0..<Int.random(in: 1...3, using: &random) { change(&input) }
        return input
    }

    private mutating func change(_ input: inout [UInt8]) {
        let place = Int.random(in: 0...input.count, using: &random)
        let end = min(input.count, place + Int.random(in: 1...12, using: &random))
        let word = words.randomElement(using: &random) ?? []
        switch Int.random(in: 0..<100, using: &random) {
        case ..<11: if place < input.count { input[place] ^= 1 << UInt8.random(in: 0..<8, using: &random) }
        case ..<22: if place < input.count { input[place] = .random(in: 0...255, using: &random) }
        case ..<29: input.removeSubrange(place...)
        case ..<40: input.removeSubrange(place..<end)
        case ..<52: input.insert(contentsOf: word, at: place)
        case ..<62:
            input.insert(contentsOf: input[place..<end], at: .random(in: 0...input.count, using: &random))
        case ..<70: input.insert(.random(in: 0...255, using: &random), at: place)
        case ..<76: lieAboutLength(in: &input, at: place)
        case ..<77:
            // Deeply nested, and long.
            let times = Int.random(in: 2...700, using: &random)
            let part = word.isEmpty ? Array(input[place..<end]) : word
            input.insert(contentsOf: repeatElement(part, count: times).joined(), at: place)
        default: replaceValue(in: &input, near: place, by: word)
        }
    }

    /// Numbers at the ends of their range stand where a length may be.
    private mutating func lieAboutLength(in input: inout [UInt8], at place: Int) {
        let width = [1, 2, 4, 8].randomElement(using: &random) ?? 1
        let number = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 0
        for index in place..<min(input.count, place + width) { input[index] = UInt8(number) }
    }

    /// Puts a word where a value, or a key, of JSON stands, so that the text is mostly JSON afterwards.
    private func replaceValue(in input: inout [UInt8], near place: Int, by word: [UInt8]) {
        let marks = Array(":,[{".utf8)
        guard let mark = input[..<place].lastIndex(where: marks.contains) else { return }
        let end = input[(mark + 1)...].firstIndex(where: Array(",]}:".utf8).contains) ?? input.count
        input.replaceSubrange((mark + 1)..<end, with: word)
    }
}
