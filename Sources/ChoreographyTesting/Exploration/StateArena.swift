/// Sequences of words, each once, by the number in which they came.
struct StateArena {
    private var words: [UInt16] = []
    private var starts: [Int] = [0]
    /// Open addressing; a slot holds a number plus one, or 0.
    private var slots: [UInt32]
    private var mask: Int

    init() {
        slots = Array(repeating: 0, count: 1 << 16)
        mask = slots.count - 1
    }

    var count: Int { starts.count - 1 }

    func copy(_ number: Int, into key: inout [UInt16]) {
        key.removeAll(keepingCapacity: true)
        key += words[starts[number]..<starts[number + 1]]
    }

    /// The number of `key`, and whether it is new.
    mutating func insert(_ key: [UInt16]) -> (number: Int, isNew: Bool) {
        let slot = slot(of: key)
        guard slots[slot] == 0 else { return (Int(slots[slot]) - 1, false) }
        words += key
        starts.append(words.count)
        slots[slot] = UInt32(count)
        if count * 2 > slots.count { grow() }
        return (count - 1, true)
    }

    /// The number of `key`, if it was inserted.
    func number(of key: [UInt16]) -> Int? {
        let slot = slots[slot(of: key)]
        return slot == 0 ? nil : Int(slot) - 1
    }

    private func slot(of key: [UInt16]) -> Int {
        var slot = Self.hash(key[...]) & mask
        while slots[slot] != 0, !isEqual(Int(slots[slot]) - 1, key) { slot = (slot + 1) & mask }
        return slot
    }

    private func isEqual(_ number: Int, _ key: [UInt16]) -> Bool {
        let (start, end) = (starts[number], starts[number + 1])
        guard end - start == key.count else { return false }
        for index in 0..<key.count where words[start + index] != key[index] { return false }
        return true
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        mask = slots.count - 1
        for number in 0..<count {
            var slot = Self.hash(words[starts[number]..<starts[number + 1]]) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = UInt32(number + 1)
        }
    }

    /// Multiply and rotate, word by word, with a last mix (the finaliser of MurmurHash3).
    private static func hash(_ key: ArraySlice<UInt16>) -> Int {
        var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
        for word in key { hash = ((hash << 5 | hash >> 59) ^ UInt64(word)) &* 0x517C_C1B7_2722_0A95 }
        hash = (hash ^ hash >> 33) &* 0xFF51_AFD7_ED55_8CCD
        return Int(truncatingIfNeeded: (hash ^ hash >> 33) >> 1)
    }
}
