import Foundation
import Synchronization

/// Where random numbers come from: the kernel, or in a simulation a seed.
package final class Randomness: Sendable {
    /// For whatever the current task does; nil for the kernel's numbers.
    @TaskLocal package static var seeded: Randomness?

    private let source: @Sendable () -> (UInt64, UInt64)

    /// - Parameter source: makes two numbers.
    package init(_ source: @escaping @Sendable () -> (UInt64, UInt64)) { self.source = source }

    /// Two numbers.
    static func pair() -> (UInt64, UInt64) { seeded?.source() ?? RandomWords.shared.pair() }

    /// A number from 0 to 1.
    static func fraction() -> Double { Double(pair().0 >> 11) / Double(1 << 53) }
}

/// Random numbers of the kernel, fetched many at a time: a system call for each costs more than all else about a
/// message id. From any thread; each number is handed out once.
///
/// A child process would repeat its parent's numbers if it went on without `exec`, which nothing here does.
final class RandomWords: Sendable {
    /// For the whole process.
    static let shared = RandomWords()

    /// As much as `getentropy` gives at once: 256 bytes.
    private static let count = 32

    private struct State: Sendable {
        var words: [UInt64] = Array(repeating: 0, count: count)
        var used = count
    }

    private let state = Mutex(State())

    /// Two numbers.
    func pair() -> (UInt64, UInt64) {
        state.withLock { state in
            if state.used == Self.count { Self.refill(&state) }
            defer { state.used += 2 }
            return (state.words[state.used], state.words[state.used + 1])
        }
    }

    private static func refill(_ state: inout State) {
        let isFilled = state.words.withUnsafeMutableBytes { getentropy($0.baseAddress, $0.count) == 0 }
        if !isFilled {
            // A kernel that has no such call: one by one.
            var generator = SystemRandomNumberGenerator()
            for place in state.words.indices { state.words[place] = generator.next() }
        }
        state.used = 0
    }
}
