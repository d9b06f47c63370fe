import Foundation
import Testing

@testable import Choreography

@Suite("Message ids") struct MessageIDTests {
    @Test("are UUIDs of version 7 that tell when they were made") func form() throws {
        let now = Date(timeIntervalSince1970: 1_790_000_000.123)
        for _ in 0..<1000 {
            let id = MessageID.make(at: now)
            #expect(id == UUID(uuidString: id)?.uuidString.lowercased())
            #expect(id.utf8.count == 36)
            let digits = id.replacing("-", with: "")
            #expect(Int64(digits.prefix(12), radix: 16) == 1_790_000_000_123)
            #expect(Array(digits)[12] == "7")
            #expect("89ab".contains(Array(digits)[16]))
        }
    }

    @Test("are never the same, whoever makes them at whatever time") func unique() async {
        let now = Date()
        let ids = await withTaskGroup(of: [String].self) { group in
            for _ in 0..<8 {
                group.addTask { (0..<10_000).map { _ in MessageID.make(at: now) } }
            }
            return await group.reduce(into: Set()) { $0.formUnion($1) }
        }
        #expect(ids.count == 80_000)
        // Of 74 random bits each is as often set as not: also those of the first and the last word of a block.
        let words = ids.compactMap { UInt64($0.suffix(12), radix: 16) }
        for bit in 0..<48 {
            let share = Double(words.count { $0 >> UInt64(bit) & 1 == 1 }) / 80_000
            #expect(abs(share - 0.5) < 0.02)
        }
    }

    @Test("no random number is used twice") func fresh() {
        let words = (0..<10_000).flatMap { _ in
            let (first, second) = RandomWords.shared.pair()
            return [first, second]
        }
        #expect(Set(words).count == 20_000)
    }
}
