import Foundation
import ShopSystem
import Testing

/// The committed reference pages are what the programs themselves tell.
@Suite struct ReferenceTests {
    private static let folder = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Sources/Choreography/Choreography.docc")

    private func expectPage(_ name: String, is generated: String) throws {
        let file = Self.folder.appending(path: name)
        if ProcessInfo.processInfo.environment["UPDATE_REFERENCE"] == "1" {
            try Data(generated.utf8).write(to: file)
        }
        let committed = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        let first = zip(committed.split(separator: "\n"), generated.split(separator: "\n")).first { $0 != $1 }
        #expect(
            committed == generated,
            """
            \(name) has drifted from the programs; run the tests with UPDATE_REFERENCE=1. \
            First difference: \(first.map { "\"\($0)\", now \"\($1)\"" } ?? "one is longer")
            """)
    }

    @Test func `The page of the commands is what the command line tells`() async throws {
        let dump = try await Program.run("choreo", ["--experimental-dump-help"])
        let tree = try CommandTree.read(dump.output)
        #expect(tree.command.all.count > 10)
        try expectPage("Commands.md", is: CommandPage(tree: tree).text())
    }

    @Test func `The page of the settings is what the workers tell`() async throws {
        var workers: [WorkerPage.Help] = []
        for name in RunningSystem.workers {
            let help = try await Program.run(name, ["--help"])
            workers.append(WorkerPage.Help(name: name, text: help.output))
        }
        #expect(workers.allSatisfy { $0.sections.flatMap(\.settings).count > 20 && $0.exitCodes.count > 5 })
        try expectPage("Settings.md", is: WorkerPage(workers: workers).text())
    }

    @Test func `Every command says what it does, with examples where it takes anything`() async throws {
        let tree = try CommandTree.read(try await Program.run("choreo", ["--experimental-dump-help"]).output)
        for command in tree.command.all {
            #expect(command.abstract?.hasSuffix(".") == true, "\(command.fullName) does not say what it does")
            let isLeaf = (command.subcommands ?? []).isEmpty
            let discussion = command.discussion ?? ""
            #expect(!isLeaf || discussion.contains("EXAMPLE"), "\(command.fullName) gives no example")
            for argument in command.arguments ?? [] where argument.shouldDisplay {
                #expect(argument.abstract?.isEmpty == false, "\(command.fullName) \(argument.form)")
            }
        }
    }
}
