/// Random numbers that can be had again: the same seed, the same numbers (SplitMix64).
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Any seed is as good as any other.
    public init(seed: UInt64) { state = seed }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}

extension SeededGenerator {
    /// A number from 0 to `count` - 1.
    package mutating func number(below count: Int) -> Int {
        count > 1 ? Int.random(in: 0..<count, using: &self) : 0
    }

    /// Whether something happens that happens so often, from 0 (never) to 1 (always).
    package mutating func happens(_ probability: Double) -> Bool {
        probability > 0 && Double.random(in: 0..<1, using: &self) < probability
    }

    /// Another one that does not depend on how many numbers are drawn from this one.
    package mutating func fork() -> SeededGenerator { SeededGenerator(seed: next()) }
}
