import ArgumentParser

/// `choreo completions`
struct CompletionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completions",
        abstract: "Prints a script with which a shell completes choreo's command lines.",
        discussion: """
            It knows every command and option, the participants, the event types of the score and what else can \
            be chosen from. It holds for choreo on the PATH and for the script ./choreo alike. Print it again \
            after an update.

            EXAMPLES
              source <(./choreo completions bash)            (this shell)
              choreo completions bash > ~/.local/share/bash-completion/completions/choreo
              choreo completions zsh > "${fpath[1]}/_choreo"  (then: autoload -U compinit && compinit)
              choreo completions fish > ~/.config/fish/completions/choreo.fish
            """)

    @Argument(help: "Which shell: bash, zsh, fish.")
    var shell: Shell

    @OptionGroup var global: GlobalOptions

    func run() throws {
        Terminal.output.line(shell.script)
    }

    /// A shell for which there is a script.
    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash, zsh, fish

        var completion: CompletionShell {
            switch self {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        }

        var script: String {
            let script = Choreo.completionScript(for: completion)
            guard self == .fish else { return script }
            // What is generated for fish takes the command for ours only where it is written without a path.
            let words = "    set -l unparsed_tokens (__choreo_tokens -pc)\n"
            let name = "    set unparsed_tokens[1] (string replace -r '.*/' '' -- $unparsed_tokens[1])\n"
            return script.replacing(words, with: words + name)
        }
    }
}
