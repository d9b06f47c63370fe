import ArgumentParser
import Foundation
import Testing

@testable import ShopSystem
@testable import choreo

@Suite struct ChaosTextTests {
    private var sound: ChaosReport {
        var report = ChaosReport(seed: 42, orders: 10, plannedFaults: 3)
        report.accepted = 10
        report.byStory = ["confirmed": 10]
        report.byStatus = ["confirmed": 10]
        report.faults = ["worker_killed": 2, "garbage": 1]
        report.isAtRest = true
        report.rehearing = .init(events: 70, changed: [], tables: 13, isAtRest: true)
        return report
    }

    @Test func `People get tables, the seed and a verdict`() {
        let text = ChaosText(sound).text(on: Terminal(-1))
        #expect(text.contains("seed                  42\n"))
        #expect(text.contains("worker_killed 2\n"))
        #expect(text.contains("70 events, all 13 tables as before"))
        #expect(text.hasSuffix("SOUND: 0 lost, 0 duplicated, every order at rest, every invariant holds\n"))
        #expect(!text.contains("\u{1B}"))
    }

    @Test(
        arguments: [
            { (report: inout ChaosReport) in report.lost = ["order-1"] },
            { $0.duplicated = 1 },
            { $0.isAtRest = false },
            { $0.violations = [Violation(invariant: 3, orders: ["order-1"], message: "was charged twice")] },
            { $0.faults = ["garbage": 1] },
            { $0.rehearing = .init(events: 70, changed: ["payment.payments"], tables: 13, isAtRest: true) },
            { $0.rehearing = .init(events: 70, changed: [], tables: 13, isAtRest: false) },
        ] as [@Sendable (inout ChaosReport) -> Void])
    func `Whatever is not as it must be is no success`(_ spoil: @Sendable (inout ChaosReport) -> Void) throws
    {
        var report = sound
        #expect(report.isSound)
        spoil(&report)
        #expect(!report.isSound)
        #expect(!ChaosText(report).text(on: Terminal(-1)).contains("SOUND:"))
        #expect(try JSONOutput.line(report).contains(#""sound":false"#))
    }

    @Test func `Orders are named, not all of them where there are many`() {
        var report = sound
        report.violations = [
            Violation(invariant: 2, orders: (1...9).map { "order-\($0)" }, message: "was to be declined")
        ]
        let text = ChaosText(report).text(on: Terminal(-1))
        #expect(
            text.contains(
                "invariant 2  was to be declined: order-1, order-2, order-3, order-4, order-5 and 4 more"))
    }

    @Test func `The JSON form is one object with all there is`() throws {
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(try JSONOutput.line(sound).utf8)) as? [String: Any])
        #expect(object["seed"] as? Int == 42)
        #expect(object["sound"] as? Bool == true)
        #expect((object["lost"] as? [String]) == [])
        #expect((object["rehearing"] as? [String: Any])?["tables"] as? Int == 13)
    }

    @Test func `A kind of fault that does not exist is refused`() {
        #expect(throws: (any Error).self) { try ChaosCommand.parse(["--without", "earthquake"]) }
        #expect(throws: Never.self) { try ChaosCommand.parse(["--without", "disk_full", "--seed", "7"]) }
        #expect(throws: (any Error).self) { try ChaosCommand.parse(["--orders", "0"]) }
    }
}
