/// The page with every command, its options, examples and exit codes.
struct CommandPage {
    let tree: CommandTree

    /// What every command takes is told once.
    private static let common = ["--no-color", "--version", "-h, --help"]

    func text() -> String {
        let commands = tree.command.all
        let everywhere = (tree.command.all.last?.arguments ?? []).filter { Self.common.contains($0.form) }
        return """
            # Commands

            Every command of `choreo`, as `choreo help COMMAND` tells it. Generated from the code.

            Every command takes these; they are not repeated below.

            \(table(of: everywhere))
            """ + commands.map { "\n" + section(on: $0) }.joined()
    }

    private func section(on command: CommandTree.Command) -> String {
        let shown = (command.arguments ?? []).filter {
            $0.shouldDisplay && !Self.common.contains($0.form)
        }
        let positions = shown.filter { $0.kind == "positional" }.map(\.usage)
        let options = shown.count > positions.count ? ["[options]"] : []
        let below = (command.subcommands ?? []).isEmpty ? [] : ["<command>"]
        let usage = ([command.fullName] + options + positions + below).joined(separator: " ")
        let parts = [
            "## \(command.fullName)\n", Markdown.paragraph(command.abstract ?? ""),
            "```\n\(usage)\n```\n", table(of: shown), Markdown.discussion(command.discussion ?? ""),
        ]
        return parts.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private func table(of arguments: [CommandTree.Argument]) -> String {
        Markdown.table(
            ["argument", "meaning"],
            arguments.map { argument in
                let values = argument.allValueStrings.map { "One of \($0.joined(separator: ", "))." }
                let preset = argument.defaultValue.map { "Default: \($0)." }
                let words = [argument.abstract, argument.discussion, values, preset].compactMap { $0 }
                return ["`\(argument.form)`", Markdown.escaped(words.joined(separator: " ")).oneLine]
            })
    }
}

extension String {
    fileprivate var oneLine: String { split(whereSeparator: \.isNewline).joined(separator: " ") }
}
