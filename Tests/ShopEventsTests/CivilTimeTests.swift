import Testing

@testable import ShopEvents

/// Times that are read and written without Foundation are those that it reads and writes.
@Suite struct CivilTimeTests {
    @Test func `every day is written and read as Foundation does it`() {
        // A prime number of milliseconds, so that every hour, minute and second comes.
        for milliseconds in stride(
            from: -12_212_553_600_000 as Int64, to: 253_402_300_800_000, by: 9_999_999_967)
        {
            let timestamp = Timestamp(milliseconds: milliseconds)
            let text = timestamp.unusualDescription
            #expect(timestamp.description == text)
            #expect(CivilTime(text)?.milliseconds == milliseconds)
        }
    }

    @Test(arguments: [
        "2026-02-28T23:59:59Z", "2026-02-29T00:00:00Z", "2024-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
        "2000-02-29T00:00:00.5Z", "2026-04-31T00:00:00Z", "2026-00-01T00:00:00Z", "2026-13-01T00:00:00Z",
        "2026-01-01T24:00:00Z", "2026-01-01T23:60:00Z", "2026-01-01T23:59:60Z", "1582-10-10T00:00:00Z",
        "1583-01-01T00:00:00.12Z", "9999-12-31T23:59:59.999Z", "0000-01-01T00:00:00Z", "2026-01-02t03:04:05Z",
        "2026-01-02T03:04:05.Z", "2026-01-02T03:04:05.1234Z", "2026-01-02T03:04:05+Z", "2026-01-02T03:04:05z",
        "20260102T030405Z", "2026-01-02 03:04:05Z", "2026-01-02T03:04:05.٣Z", "1969-12-31T23:59:59.001Z",
    ])
    func `a text is read as Foundation does it`(_ text: String) {
        #expect(Timestamp(text) == Timestamp(unusual: text))
    }
}
