import Foundation
import Testing

/// The deliberate breakages of `choreo mutants`: complete, small, and in no build but their own.
@Suite struct MutantTests {
    /// One of the list.
    private struct Declared: Hashable {
        let type: String
        let name: String
        let rawValue: String
    }

    /// The breakages that there must be at least, and their mutants.
    private static let required = [
        "no dedup": ["no-deduplication"],
        "ack before commit": ["ack-before-commit"],
        "outbox row deleted before its confirm": ["outbox-row-deleted-first"],
        "no mandatory": ["no-mandatory"],
        "retry without backoff persistence": ["retry-in-memory"],
        "tombstones ignored": [
            "payment-without-tombstone", "inventory-without-tombstone", "shipping-without-tombstone",
        ],
        "release without reserve": ["release-without-reserve"],
        "refund twice": ["refund-twice"],
        "stock check after decrement": ["stock-checked-after-decrement"],
        "deadline ignored": ["deadline-ignored"],
        "dead letter acked before its copy is confirmed": ["dead-letter-acked-first", "replay-acked-first"],
        "replay to all participants": ["replay-to-all"],
    ]

    private static let lists = ["Choreography/Mutants/Mutant.swift", "ShopEvents/ShopMutant.swift"]

    private static var declared: [Declared] {
        Sources.all.filter { lists.contains($0.path) }.flatMap { source in
            let type = source.path.hasSuffix("ShopMutant.swift") ? "ShopMutant" : "Mutant"
            return source.text.matches(of: /case (\w+) = "([a-z-]+)"/).map {
                Declared(type: type, name: String($0.1), rawValue: String($0.2))
            }
        }
    }

    /// The blocks that only a build with mutants has, by file.
    private static func blocks(of source: SourceFile) -> [[Substring]] {
        var (blocks, block): ([[Substring]], [Substring]?) = ([], nil)
        for line in source.text.split(separator: "\n", omittingEmptySubsequences: false) {
            switch (line.drop { $0 == " " }, block) {
            case ("#if MUTANTS", nil): block = []
            case ("#else", let lines?), ("#endif", let lines?):
                blocks.append(lines)
                block = nil
            default: block?.append(line)
            }
        }
        return blocks
    }

    @Test func everyRequiredBreakageHasItsMutant() {
        let names = Set(Self.declared.map(\.rawValue))
        #expect(Self.required.count == 12)
        for (breakage, mutants) in Self.required {
            #expect(Set(mutants).subtracting(names) == [], "\(breakage)")
        }
        #expect(names.count == Self.declared.count)
    }

    @Test func everyMutantBreaksSomething() {
        let blocks = Sources.all.filter { !Self.lists.contains($0.path) }.flatMap(Self.blocks).joined()
        let code = blocks.joined(separator: "\n")
        for mutant in Self.declared {
            #expect(
                code.contains(" \(mutant.type).isOn(.\(mutant.name))"), "\(mutant.rawValue) breaks nothing")
        }
    }

    @Test func nothingOfThemIsOutsideTheirCondition() {
        for source in Sources.all {
            let all = source.code.matches(of: /\b(?:Shop|Known)?Mutant\b[.(]/).count
            let inside = Self.blocks(of: source).joined().joined(separator: "\n")
                .matches(of: /\b(?:Shop|Known)?Mutant\b[.(]/).count
            #expect(all == inside, "\(source.path) speaks of mutants in every build")
        }
    }

    @Test func breakagesAreSmall() {
        let own = Self.lists + ["Choreography/Mutants/", "ShopSystem/Mutants/", "ChoreoCLI/"]
        for source in Sources.all where !own.contains(where: source.path.hasPrefix) {
            for block in Self.blocks(of: source) {
                #expect(block.count <= 7, "\(source.path): \(block.first ?? "")")
            }
        }
    }

    @Test func thisBuildHasNone() {
        #if MUTANTS
            Issue.record("CHOREO_MUTANTS is set: these are not the tests of what is delivered")
        #endif
    }
}
