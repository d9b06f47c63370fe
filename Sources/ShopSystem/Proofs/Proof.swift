/// Something that shows that the promises of the choreography are kept, or finds one that is not.
public protocol Proof: Sendable {
    /// In a word or two, for tables.
    var name: String { get }

    /// Whether it runs the runtime, and not the participants' rules alone: then it can notice what is wrong there.
    var runsTheRuntime: Bool { get }

    /// Looks until something is found or all was seen. Ends also when what is looked at does not come to rest: that
    /// is a finding too.
    ///
    /// - Parameter progress: told now and then how far it has got.
    /// - Returns: what is wrong, each in a sentence; empty when everything holds.
    func findings(progress: @escaping @Sendable (String) -> Void) async throws -> [String]
}

/// All of them.
public enum Proofs {
    /// In the order of their cost.
    public static let all: [any Proof] = [ExplorationProof(), SimulationProof(), CrashPointProof()]
}
