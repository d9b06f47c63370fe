import Testing

@testable import ChoreographyTesting

@Suite struct StateArenaTests {
    @Test func `Each sequence has the number in which it came, however many there are`() {
        var arena = StateArena()
        var known: [[UInt16]: Int] = [:]
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200_000 {
            let key = (0..<Int.random(in: 0...6, using: &random)).map { _ in
                UInt16.random(in: 0..<8, using: &random)
            }
            let expected = known[key]
            #expect(arena.number(of: key) == expected)
            let (number, isNew) = arena.insert(key)
            #expect(isNew == (expected == nil))
            #expect(number == expected ?? known.count)
            known[key] = number
        }
        #expect(arena.count == known.count)
        var copy: [UInt16] = []
        for (key, number) in known {
            arena.copy(number, into: &copy)
            #expect(copy == key)
        }
    }
}
