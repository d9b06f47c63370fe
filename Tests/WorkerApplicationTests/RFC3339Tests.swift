import Foundation
import Testing

@testable import WorkerApplication

@Suite("Moments as RFC 3339 writes them")
struct RFC3339Tests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-01-02T03:04:05Z", 1_767_323_045),
            ("2026-01-02T05:04:05+02:00", 1_767_323_045), ("2026-01-01t21:34:05.5-05:30", 1_767_323_045.5),
            ("2024-02-29T00:00:00Z", 1_709_164_800), ("1969-12-31T23:59:60Z", 0),
            ("1900-03-01T00:00:00Z", -2_203_891_200),
        ] as [(String, Double)])
    func reads(text: String, seconds: Double) {
        #expect(RFC3339.date(text)?.timeIntervalSince1970 == seconds)
    }

    @Test(
        arguments: [
            "", "2026-01-02", "2026-01-02T03:04:05", "2026-13-02T03:04:05Z", "2026-02-29T03:04:05Z",
            "2026-01-02T24:00:00Z", "2026-01-02T03:04:05.Z", "2026-01-02T03:04:05+0200",
            "2026-01-02T03:04:05Zx", "٢026-01-02T03:04:05Z", "2026-01-02 03:04:05Z",
        ])
    func refuses(text: String) {
        #expect(RFC3339.date(text) == nil)
    }

    @Test("a version is a whole number", arguments: ["-1", "1.5", "99999999999999999999", "1e3", " 1"])
    func versions(text: String) {
        #expect(HistoryPoint("0") == .version(0))
        #expect(HistoryPoint(text) == nil)
    }
}
