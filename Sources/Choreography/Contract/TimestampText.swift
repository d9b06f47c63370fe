package import Foundation

/// An instant as CloudEvents has it: RFC 3339 in UTC with milliseconds, `2026-01-02T03:04:05.678Z`. The same text
/// as of the format style ``Foundation/FormatStyle/timestamp``, for a tenth of the time.
package struct TimestampText {
    /// `2026-01-02T`: the halves are short enough for Swift to keep them in place, without allocating.
    package let date: String
    /// `03:04:05.678Z`.
    package let time: String

    /// Both halves.
    package var text: String { date + time }

    /// From 15 October 1582, before which the format style counts by the Julian calendar, to the last year of four
    /// digits.
    private static let years = -12_219_292_800.0..<253_402_300_800.0

    /// The text of `instant`.
    package init(_ instant: Date) {
        // As the format style: the millisecond is cut off, not rounded, from the seconds that `Date` keeps.
        let seconds = instant.timeIntervalSince1970
        guard Self.years.contains(seconds) else {
            self.init(odd: instant.formatted(.timestamp))
            return
        }
        let whole = seconds.rounded(.down)
        let (days, second) = Int(whole).quotientAndRemainder(dividingBy: 86_400)
        let isBefore = second < 0
        self.init(
            day: isBefore ? days - 1 : days, second: isBefore ? second + 86_400 : second,
            millisecond: Int((seconds - whole) * 1000))
    }

    private init(odd text: String) { (date, time) = (text, "") }

    /// - Parameter day: days since 1970.
    private init(day: Int, second: Int, millisecond: Int) {
        // Howard Hinnant's civil_from_days (https://howardhinnant.github.io/date_algorithms.html): years begin in
        // March, so that the leap day is the last; an era is 400 of them.
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        date = String(unsafeUninitializedCapacity: 11) { text in
            text.writeDigits(year, 0..<4)
            text[4] = UInt8(ascii: "-")
            text.writeDigits(month, 5..<7)
            text[7] = UInt8(ascii: "-")
            text.writeDigits(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1, 8..<10)
            text[10] = UInt8(ascii: "T")
            return 11
        }
        time = String(unsafeUninitializedCapacity: 13) { text in
            text.writeDigits(second / 3600, 0..<2)
            text[2] = UInt8(ascii: ":")
            text.writeDigits(second / 60 % 60, 3..<5)
            text[5] = UInt8(ascii: ":")
            text.writeDigits(second % 60, 6..<8)
            text[8] = UInt8(ascii: ".")
            text.writeDigits(millisecond, 9..<12)
            text[12] = UInt8(ascii: "Z")
            return 13
        }
    }
}

extension UnsafeMutableBufferPointer<UInt8> {
    /// Writes the last digits of `number`, as many as there are places.
    fileprivate func writeDigits(_ number: Int, _ places: Range<Int>) {
        var rest = number
        for place in places.reversed() {
            self[place] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
    }
}
