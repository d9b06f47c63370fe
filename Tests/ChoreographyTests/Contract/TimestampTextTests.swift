import ChoreographyTesting
import Foundation
import Testing

@testable import Choreography

@Suite("The text of an instant") struct TimestampTextTests {
    @Test("is that of the format style", arguments: 1...10) func agrees(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<3000 {
            let seconds =
                switch Int.random(in: 0..<4, using: &random) {
                case 0: Double.random(in: -62_000_000_000..<253_000_000_000, using: &random)
                case 1: Double(Int.random(in: -5_000_000_000..<5_000_000_000, using: &random)) / 1000
                case 2: Double.random(in: 1_700_000_000..<1_900_000_000, using: &random)
                default: Double(Int.random(in: 1_700_000_000_000..<1_900_000_000_000, using: &random)) / 1000
                }
            expectAgreement(Date(timeIntervalSince1970: seconds))
        }
    }

    @Test("is that of the format style on every day of 800 years") func everyDay() {
        for day in -141_000..<151_000 {
            let date = Date(timeIntervalSince1970: Double(day) * 86_400)
            let text = TimestampText(date).text
            if day % 50 == 0 { #expect(text == date.formatted(.timestamp)) }
            // Every day is the one after the day before.
            let before = TimestampText(date.addingTimeInterval(-0.5)).text
            #expect(before < text && before.hasSuffix("T23:59:59.500Z"))
        }
    }

    @Test(
        "is that of the format style where years are odd",
        arguments: [
            -12_219_292_800.001, -12_219_292_800, -12_219_292_801, -62_135_596_800.0, -62_135_596_800.001,
            -62_135_596_801, -99_999_999_999, 253_402_300_799.999,
            253_402_300_800, 999_999_999_999, 0, -0.001, -0.0005, 951_782_399.9999, 4_107_542_400,
        ])
    func odd(seconds: Double) { expectAgreement(Date(timeIntervalSince1970: seconds)) }

    private func expectAgreement(_ date: Date) {
        #expect(
            TimestampText(date).text == date.formatted(.timestamp), "\(date.timeIntervalSinceReferenceDate)")
    }
}
