import Glibc
import Subprocess

/// The editor that the operator is used to.
struct Editor {
    /// A command line, as in `code --wait`.
    let command: String

    /// That of `VISUAL`, else of `EDITOR`, else `vi`.
    init(environment: [String: String]) {
        let chosen = ["VISUAL", "EDITOR"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        command = chosen ?? "vi"
    }

    /// Opens the file and waits until the editor has ended.
    ///
    /// - Throws: ``CommandFailure`` when it could not be run, or says that something went wrong.
    func open(_ path: String) async throws {
        // Ctrl-C belongs to the editor meanwhile. With a handler of ours the editor starts with the default.
        let before = signal(SIGINT) { _ in }
        defer { signal(SIGINT, before) }
        let result = try await Subprocess.run(
            .name("sh"), arguments: ["-c", "\(command) \"$1\"", "choreo", path],
            input: .currentStandardInput, output: .currentStandardOutput, error: .currentStandardError)
        guard result.terminationStatus.isSuccess else {
            throw CommandFailure(
                .failed,
                "the editor (\(command)) ended by \(result.terminationStatus); VISUAL or EDITOR names another"
            )
        }
    }
}
