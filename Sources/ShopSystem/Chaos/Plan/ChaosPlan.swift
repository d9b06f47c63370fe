import ChoreographyTesting
import Foundation
import ShopEvents

/// What a chaos run does, and when: follows from seed and numbers alone.
struct ChaosPlan: Sendable, Equatable {
    /// The orders, in the order in which they are asked for.
    let orders: [ChaosOrder]
    /// What is said from outside, in its order; the carrier's part depends on what becomes of the orders.
    let publications: [ChaosPublication]
    /// The faults, in their order.
    let faults: [ChaosFault]
    /// The stock to begin with, by sku: plenty but of one, for which orders compete.
    let stock: [String: Int]

    /// Makes the plan.
    ///
    /// - Parameters:
    ///   - stories: what is to become of the orders, in the proportions of their shares.
    ///   - excluded: kinds of faults to do without.
    init(
        seed: UInt64, orders: Int, faults: Int, stories: [ChaosStory] = ChaosStory.allCases,
        without excluded: Set<ChaosFaultKind> = []
    ) {
        var generator = SeededGenerator(seed: seed)
        var writer = ChaosPlanWriter(count: orders, generator: generator.fork())
        for story in Self.mix(of: stories, count: orders, share: \.share, &generator) {
            writer.write(story)
        }
        if stories.contains(.contested) { writer.restock() }
        self.orders = writer.orders
        // Sorting is stable: what is said at one position keeps its order.
        publications = writer.publications.sorted { $0.position < $1.position }
        stock = ChaosGoods.stock(forOrders: orders)
        let kinds = ChaosFaultKind.allCases.filter { !excluded.contains($0) }
        let mixed = Self.mix(of: kinds, count: faults, share: \.share, &generator)
        self.faults = mixed.enumerated().map { index, kind in
            Self.fault(kind, at: (index + 1) * orders / (faults + 1), &generator)
        }
    }

    /// As many of each as its share demands, shuffled. Large shares are rounded up first.
    private static func mix<Kind>(
        of kinds: [Kind], count: Int, share: (Kind) -> Int, _ generator: inout SeededGenerator
    ) -> [Kind] {
        let whole = kinds.reduce(0) { $0 + share($1) }
        guard whole > 0 else { return [] }
        var mixed = kinds.flatMap { Array(repeating: $0, count: count * share($0) / whole) }
        // Who was cut off most comes first; sorting is stable.
        let rest = kinds.sorted { count * share($0) % whole > count * share($1) % whole }
        mixed += rest.prefix(count - mixed.count)
        return mixed.shuffled(using: &generator)
    }

    private static func fault(
        _ kind: ChaosFaultKind, at position: Int, _ generator: inout SeededGenerator
    ) -> ChaosFault {
        let workers = RunningSystem.workers
        let victim: String? =
            switch kind.victims {
            case .worker: workers.randomElement(using: &generator)
            case .client: (workers + [ChaosFault.outside]).randomElement(using: &generator)
            case .broker: ChaosFault.broker
            case .nobody: nil
            }
        // Up to three times what it takes until a missing sign of life is noticed.
        let duration = Duration.milliseconds(Int.random(in: 500...6000, using: &generator))
        return ChaosFault(
            position: position, kind: kind, victim: victim, duration: duration, seed: generator.next())
    }
}

extension SeededGenerator {
    /// A UUID of version 7, as our own door makes them: it rises with `number`, a millisecond for each.
    mutating func uuid(_ number: Int) -> String {
        var bytes = (0..<16).map { _ in UInt8(truncatingIfNeeded: next()) }
        let milliseconds = 1_767_225_600_000 + UInt64(number)
        for place in 0..<6 {
            bytes[place] = UInt8(truncatingIfNeeded: milliseconds >> UInt64(40 - 8 * place))
        }
        bytes[6] = bytes[6] & 0x0F | 0x70
        bytes[8] = bytes[8] & 0x3F | 0x80
        let id = bytes.withUnsafeBytes { $0.loadUnaligned(as: uuid_t.self) }
        return UUID(uuid: id).uuidString.lowercased()
    }
}
