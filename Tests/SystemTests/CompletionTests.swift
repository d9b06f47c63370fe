import Foundation
import Testing

/// The completion script in a real bash.
@Suite struct CompletionTests {
    /// What bash offers for the last of these words.
    private func completions(of words: [String], for program: String = "choreo") async throws -> [String] {
        let script = try await Program.run("choreo", ["completions", "bash"])
        #expect(script.code == 0 && script.error == "")
        let folder = FileManager.default.temporaryDirectory.appending(path: "completion-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "choreo.bash").path
        try script.output.write(toFile: file, atomically: true, encoding: .utf8)
        // What bash itself does when somebody presses the tabulator: which function is asked, with which words.
        let asked = """
            source "$1"; shift
            COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
            spec=$(complete -p "${1##*/}")
            [[ $spec =~ -F\\ ([^ ]+) ]]
            "${BASH_REMATCH[1]}" "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        let outcome = try await Program.run(
            "bash", ["--norc", "--noprofile", "-c", asked, "bash", file, program] + words)
        #expect(outcome.error == "", "\(words)")
        return outcome.output.split(separator: "\n").map(String.init)
    }

    @Test func `Commands are offered, by their beginning`() async throws {
        let all = try await completions(of: [""])
        #expect(all.contains("status") && all.contains("completions") && all.contains("dlq"))
        #expect(try await completions(of: ["sta"]) == ["status"])
        #expect(try await completions(of: ["sta"], for: "./choreo") == ["status"], "the script, too")
        #expect(try await completions(of: ["dlq", "re"]).contains("replay"))
    }

    @Test(arguments: [
        (["publish", "order.req"], ["order.requested"]), (["tail", "payment.re"], ["payment.refunded"]),
        (["rebuild", "--worker", "inv"], ["inventory"]), (["dlq", "show", "email"], ["email", "email.dlq"]),
        (["bench", "--mix", ""], ["happy", "all"]), (["completions", ""], ["bash", "zsh", "fish"]),
        (["tail", "--from", "ne"], ["next"]), (["publish", "--user", "ware"], ["warehouse"]),
        (["chaos", "--without", "garb"], ["garbage"]), (["status", "--int"], ["--interval"]),
    ])
    func `What can be chosen is offered`(words: [String], offered: [String]) async throws {
        #expect(Set(try await completions(of: words)) == Set(offered))
    }

    @Test(arguments: ["zsh", "fish"])
    func `There is a script for other shells`(shell: String) async throws {
        let outcome = try await Program.run("choreo", ["completions", shell])
        #expect(outcome.code == 0 && outcome.output.contains("order.requested"))
        #expect(
            shell != "fish" || outcome.output.contains("(string replace -r '.*/' ''"),
            "the script ./choreo, too")
        #expect(try await Program.run("choreo", ["completions", "csh"]).code == 64)
    }
}
