/// A moment by the calendar and the clock of UTC, for the years in which the calendar has its present form and four
/// digits. All else is left to Foundation, which takes a hundred times longer.
struct CivilTime {
    private static let years = 1583...9999
    private static let millisecondsOfDay: Int64 = 86_400_000

    private var year = 0
    private var month = 0
    private var day = 0
    /// Since midnight.
    private var millisecond = 0

    /// Reads `2026-01-02T03:04:05Z`, with or without one to three digits of a fraction.
    ///
    /// - Returns: nil for all else, which may be a moment nevertheless.
    init?(_ text: String) {
        var text = text
        guard let time = text.withUTF8(Self.init(utf8:)) else { return nil }
        self = time
    }

    private init?(utf8 text: UnsafeBufferPointer<UInt8>) {
        guard text.count == 20 || (22...24).contains(text.count) else { return nil }
        for index in 0..<text.count {
            if let mark = Self.mark(at: index, of: text.count) {
                guard text[index] == mark else { return nil }
            } else {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[index]) else { return nil }
            }
        }
        func number(_ places: Range<Int>) -> Int {
            // What is missing of the fraction is zeros.
            places.reduce(0) { $0 * 10 + ($1 < text.count - 1 ? Int(text[$1] - UInt8(ascii: "0")) : 0) }
        }
        (year, month, day) = (number(0..<4), number(5..<7), number(8..<10))
        let (hour, minute, second) = (number(11..<13), number(14..<16), number(17..<19))
        guard Self.years.contains(year), (1...12).contains(month),
            (1...Self.days(in: month, of: year)).contains(day), hour < 24, minute < 60, second < 60
        else { return nil }
        millisecond = ((hour * 60 + minute) * 60 + second) * 1000 + number(20..<23)
    }

    /// - Parameter milliseconds: since 1970-01-01T00:00:00Z.
    /// - Returns: nil for other years.
    init?(milliseconds: Int64) {
        let day = milliseconds.quotientAndRemainder(dividingBy: Self.millisecondsOfDay)
        let days = Int(day.remainder < 0 ? day.quotient - 1 : day.quotient)
        millisecond = Int(day.remainder < 0 ? day.remainder + Self.millisecondsOfDay : day.remainder)
        // Days are counted from the first of March of the year 0, so that the leap day is a year's last.
        let sinceMarch = days + 719_468
        guard (0..<4_000_000).contains(sinceMarch) else { return nil }
        let (era, dayOfEra) = sinceMarch.quotientAndRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        self.day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        guard Self.years.contains(year) else { return nil }
    }

    /// Since 1970-01-01T00:00:00Z.
    var milliseconds: Int64 {
        let fromMarch = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = fromMarch.quotientAndRemainder(dividingBy: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return Int64(era * 146_097 + dayOfEra - 719_468) * Self.millisecondsOfDay + Int64(millisecond)
    }

    /// `2026-01-02T03:04:05.678Z`
    var text: String {
        String(unsafeUninitializedCapacity: 24) { bytes in
            for index in 0..<24 { bytes[index] = Self.mark(at: index, of: 24) ?? 0 }
            func put(_ number: Int, _ places: Range<Int>) {
                var rest = number
                for place in places.reversed() {
                    bytes[place] = UInt8(ascii: "0") + UInt8(rest % 10)
                    rest /= 10
                }
            }
            put(year, 0..<4)
            put(month, 5..<7)
            put(day, 8..<10)
            put(millisecond / 3_600_000, 11..<13)
            put(millisecond / 60_000 % 60, 14..<16)
            put(millisecond / 1000 % 60, 17..<19)
            put(millisecond % 1000, 20..<23)
            return 24
        }
    }

    /// What stands at a place in a text of so many bytes; nil for a digit.
    private static func mark(at index: Int, of count: Int) -> UInt8? {
        switch index {
        case count - 1: UInt8(ascii: "Z")
        case 4, 7: UInt8(ascii: "-")
        case 10: UInt8(ascii: "T")
        case 13, 16: UInt8(ascii: ":")
        case 19: UInt8(ascii: ".")
        default: nil
        }
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
