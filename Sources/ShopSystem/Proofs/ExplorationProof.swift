import ChoreographyTesting

/// Every interleaving of the participants' rules, in searches that take seconds; `choreo explore` searches further.
public struct ExplorationProof: Proof {
    /// `exploration`
    public let name = "exploration"
    /// The rules alone.
    public let runsTheRuntime = false

    /// Far more states than there are. A broken rule may well make ever more.
    private static let limit = 3_000_000

    /// The searches of ``searches``.
    public init() {}

    /// What can go wrong once with one order, then its mails, then two orders that want the same.
    static var searches: [ShopExploration] {
        var deadly = ShopExploration.oneOrder
        (deadly.duplicates, deadly.deaths) = (0, 1)
        var repeated = ShopExploration.oneOrder
        (repeated.duplicates, repeated.deaths) = (1, 0)
        var mailed = ShopExploration.mailed
        (mailed.duplicates, mailed.deadlines) = (0, false)
        var soldOut = ShopExploration.oneOrder
        (soldOut.stock, soldOut.duplicates, soldOut.deaths) = (0, 0, 0)
        return [deadly, repeated, soldOut, mailed, .lastUnit]
    }

    /// The first violation, with the number of steps that lead to it.
    public func findings(progress: @escaping @Sendable (String) -> Void) async throws -> [String] {
        for (number, search) in Self.searches.enumerated() {
            progress("search \(number + 1) of \(Self.searches.count)")
            let report = try await search.exploration().run(limit: Self.limit, stopsAtFirst: true) {
                states, depth in
                progress("search \(number + 1): \(states) states, \(depth) steps deep")
            }
            if let violation = report.violations.first {
                return [
                    "\(violation.invariant): \(violation.objection), after \(violation.story.count) steps"
                ]
            }
            guard report.isComplete else {
                return ["after \(report.states) states there is no end of new ones"]
            }
        }
        return []
    }
}
