import ArgumentParser
import ShopSystem
import Testing

@testable import choreo

@Suite struct DeadLetterSelectionTests {
    private let entries = [
        DeadLetterEntry.sample(of: "order", id: "1", type: "order.requested", reason: "not-json"),
        .sample(of: "order", id: "2", type: "order.requested", reason: "wrong-shape"),
        .sample(of: "payment", id: "2", type: "order.placed", reason: "wrong-shape"),
    ]

    @Test(arguments: [
        ([], 3), (["--id", "2"], 2), (["--reason", "wrong-shape"], 2), (["--type", "order.placed"], 1),
        (["--id", "2", "--type", "order.placed", "--reason", "wrong-shape"], 1),
    ]) func `What is given has to fit, all of it`(arguments: [String], count: Int) throws {
        #expect(try DeadLetterSelection.parse(arguments).choose(from: entries).count == count)
    }

    @Test func `One that was described and is not there is an error, none at all is not`() throws {
        let failure = #expect(throws: CommandFailure.self) {
            try DeadLetterSelection.parse(["order", "--reason", "x", "--id", "9"]).choose(from: entries)
        }
        #expect(failure?.code == .failed)
        #expect(
            failure?.message == "no dead letter of order with message id 9 with reason x; see choreo dlq list"
        )
        #expect(try DeadLetterSelection.parse(["order"]).choose(from: []).isEmpty)
    }

    @Test(arguments: [("order", ["order"]), ("order.dlq", ["order"]), (nil, RunningSystem.workers)])
    func `A queue is named by itself or by its participant`(name: String?, participants: [String]) throws {
        #expect(try DeadLetterSelection.parse([name].compactMap(\.self)).participants() == participants)
        #expect(throws: CommandFailure.self) { try DeadLetterSelection.parse(["nobody"]).participants() }
    }

    @Test(arguments: [
        ["replay", "order"], ["replay", "--all", "--id", "1"], ["discard", "order", "--yes"],
        ["discard", "--all", "--yes", "--copy-to", "x", "--without-copy"], ["discard", "--all"],
        ["edit", "order"],
        ["show", "--limit", "0"],
    ]) func `What would change something has to be said exactly`(arguments: [String]) {
        #expect(throws: (any Error).self) { try DeadLetterCommand.parseAsRoot(arguments) }
    }

    @Test func `They are counted by reason`() {
        let summary = DeadLetterSummary(entries + [entries[0]])
        #expect(summary.total == 4)
        #expect(summary.groups.map(\.exception_type) == ["not-json", "wrong-shape", "wrong-shape"])
        #expect(summary.groups.map(\.count) == [2, 1, 1])
        #expect(summary.text.split(separator: "\n").first?.hasPrefix("reason ") == true)
    }

    @Test func `What was said about the order is told with the dead letter`() throws {
        let letter = DeadLetterEntry.sample(of: "payment", id: "order.placed")
        var story = DeadLetterStory(of: [letter])
        story.take(
            HistoryEvent.story("order.requested", "order.placed") + [.sample("order.placed", "x", order: "y")]
        )
        let text = try DeadLetterReport(letter, trace: story.trace(of: letter)).text(on: Terminal(-1))
        #expect(text.contains("  wrong-shape: lines: must be a list\n"))
        #expect(text.contains("  what has happened:\n    08:00:00.000  order.requested"))
        #expect(text.contains("      └ ✗ order.placed in payment.dlq"))
        #expect(!text.contains("missing"))
        let lost = DeadLetterEntry.sample(of: "payment", id: "lost", body: Array("x".utf8))
        let nothing = DeadLetterReport(lost, trace: DeadLetterStory(of: [lost]).trace(of: lost))
        #expect(try nothing.text(on: Terminal(-1)).contains("nothing in the history: too old"))
    }
}
