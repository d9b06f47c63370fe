import ArgumentParser
import Foundation

/// Where a document goes: standard output unless a file is named.
struct OutputFile: ParsableArguments {
    @Option(
        name: [.customLong("output"), .customShort("o")],
        help: ArgumentHelp("Writes into this file instead of standard output.", valueName: "file"))
    var path: String?

    /// Writes all of it, a file as a whole or not at all.
    func write(_ text: String) throws {
        guard let path else { return Terminal.output.write(text) }
        do {
            try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw CommandFailure(
                .failed, "\(path): cannot be written: \((error as NSError).localizedDescription.onOneLine)")
        }
    }
}
