import ArgumentParser
import Foundation
import Testing

@testable import ShopSystem
@testable import choreo

@Suite struct DiagnosisTextTests {
    @Test func `what is wrong comes first, with its mend, and nothing from outside steers the terminal`() {
        let diagnosis = Diagnosis([
            .init("clock", .fine, "as this one"),
            .init("passwords", .error, "bad \u{1B}[2J", "choose another"),
            .init("queues", .warning, "nobody consumes", "start the workers"),
        ])
        let lines = DiagnosisText(diagnosis).text(on: Terminal(-1)).split(separator: "\n").map(String.init)
        #expect(
            lines.first?.hasPrefix("error    passwords") == true && lines[1].hasSuffix("mend: choose another")
        )
        #expect(lines.last == "1 error, 1 warning" && lines.count == 6)
        #expect(!lines.joined().contains("\u{1B}"))
        let well = DiagnosisText(Diagnosis([.init("clock", .fine, "as this one")]))
        #expect(well.text(on: Terminal(-1)).hasSuffix("nothing is wrong\n"))
    }

    @Test func `without differences one word is enough`() {
        let report = TopologyDiffReport([])
        #expect(report.errors == 0)
        #expect(report.text(on: Terminal(-1)) == "the broker holds the topology, and nothing else\n")
    }

    @Test func `a document goes into a file as a whole, and a file that cannot be written is named`() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).mmd").path
        var command = try TopologyGraphCommand.parse(["--format", "mermaid", "--output", path])
        try command.run()
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(try String(contentsOfFile: path, encoding: .utf8).hasPrefix("flowchart LR\n"))
        command = try TopologyGraphCommand.parse(["-o", "/nonexistent/x"])
        let failure = #expect(throws: CommandFailure.self) { try command.run() }
        #expect(failure?.message.contains("/nonexistent/x") == true)
    }
}
