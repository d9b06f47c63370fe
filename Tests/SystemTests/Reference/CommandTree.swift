import Foundation

/// The commands as the program itself describes them (`--experimental-dump-help`).
struct CommandTree: Decodable {
    let command: Command

    struct Command: Decodable {
        let commandName: String
        let superCommands: [String]?
        let abstract: String?
        let discussion: String?
        let shouldDisplay: Bool?
        let subcommands: [Command]?
        let arguments: [Argument]?

        /// With all commands above it.
        var fullName: String { ((superCommands ?? []) + [commandName]).joined(separator: " ") }

        /// This one and all below it that a person is shown, but for `help`, which argument parsers bring along.
        var all: [Command] {
            let shown = (subcommands ?? []).filter { $0.shouldDisplay ?? true && $0.commandName != "help" }
            return [self] + shown.flatMap(\.all)
        }
    }

    struct Argument: Decodable {
        struct Name: Decodable {
            let kind: String
            let name: String

            var text: String { (kind == "long" ? "--" : "-") + name }
        }

        let kind: String
        let shouldDisplay: Bool
        let isOptional: Bool
        let isRepeating: Bool
        let names: [Name]?
        let valueName: String?
        let defaultValue: String?
        let allValueStrings: [String]?
        let abstract: String?
        let discussion: String?

        /// As in `--interval <seconds>`.
        var form: String {
            let names = (names ?? []).map(\.text).sorted { $0.count < $1.count }.joined(separator: ", ")
            let value = "<\(valueName ?? "value")>"
            return switch kind {
            case "positional": value
            case "option": "\(names) \(value)"
            default: names
            }
        }

        /// As in a usage line.
        var usage: String {
            let text = (isRepeating ? "\(form) ..." : form)
            return isOptional ? "[\(text)]" : text
        }
    }

    static func read(_ json: String) throws -> CommandTree {
        try JSONDecoder().decode(CommandTree.self, from: Data(json.utf8))
    }
}
