import ArgumentParser

/// `choreo topology`
struct TopologyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "topology",
        abstract: "What the broker must hold, as the score says: shown, compared, applied, drawn, described.",
        subcommands: [
            TopologyShowCommand.self, TopologyDiffCommand.self, TopologyApplyCommand.self,
            TopologyGraphCommand.self, TopologyAsyncAPICommand.self, TopologyDefinitionsCommand.self,
        ])
}
