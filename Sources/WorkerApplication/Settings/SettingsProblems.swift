/// All that is wrong with the settings, so that it can be mended in one go.
struct SettingsProblems: Error, Hashable, CustomStringConvertible {
    let problems: [String]
    let exitCode: ExitCode

    init(_ problems: [String], exitCode: ExitCode = .usage) {
        self.problems = problems
        self.exitCode = exitCode
    }

    var description: String { problems.joined(separator: "\n") }
}
