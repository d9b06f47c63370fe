import Testing

@testable import ChoreographyTesting

@Suite struct StateArenaTests {
    @Test func `Each sequence has the number in which it came, however many there are`() {
        var arena = StateArena()
        var known: [[UInt16]: Int] = [:]
        var random = SeededGenerator(seed: 1)
        var wrong: [[UInt16]] = []
        for _ in 0..<200_000 {
            let key = (0..<Int.random(in: 0...6, using: &random)).map { _ in
                UInt16.random(in: 0..<8, using: &random)
            }
            let expected = known[key]
            if arena.number(of: key) != expected { wrong.append(key) }
            let (number, isNew) = arena.insert(key)
            if isNew != (expected == nil) || number != expected ?? known.count { wrong.append(key) }
            known[key] = number
        }
        #expect(arena.count == known.count)
        var copy: [UInt16] = []
        for (key, number) in known {
            arena.copy(number, into: &copy)
            if copy != key { wrong.append(key) }
        }
        #expect(wrong == [])
    }
}
