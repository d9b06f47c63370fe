import Foundation

/// `Sat, 21 Nov 2026 05:10:03 +0000`: always in UTC and in English.
func rfc5322Date(_ date: Date) throws(MailError) -> String {
    let date = try MailDate(date)
    return "\(date.weekday), \(date.day) \(date.month) \(date.year) \(date.time) +0000"
}

/// `Sat Nov 21 05:10:03 2026`, the day in two columns: as C's `asctime` has it, in UTC.
func asctimeDate(_ date: Date) throws(MailError) -> String {
    let date = try MailDate(date)
    return "\(date.weekday) \(date.month) \(date.day < 10 ? " " : "")\(date.day) \(date.time) \(date.year)"
}

/// A moment in UTC, in the words of mails.
private struct MailDate {
    let weekday: String
    let month: String
    let day: Int32
    let year: Int32
    /// `05:10:03`
    let time: String

    init(_ date: Date) throws(MailError) {
        let outside = MailError.invalid(.invalidHeader, "the date is not between the years 1900 and 9999")
        guard (-3e9...3e11).contains(date.timeIntervalSince1970) else { throw outside }
        var seconds = time_t(date.timeIntervalSince1970.rounded(.down))
        var parts = tm()
        guard gmtime_r(&seconds, &parts) != nil, (0...8099).contains(parts.tm_year) else { throw outside }
        weekday = Self.days[Int(parts.tm_wday)]
        month = Self.months[Int(parts.tm_mon)]
        day = parts.tm_mday
        year = 1900 + parts.tm_year
        time = String(unsafeUninitializedCapacity: 8) { text in
            for (place, number) in [(0, parts.tm_hour), (3, parts.tm_min), (6, parts.tm_sec)] {
                text[place] = UInt8(ascii: "0") + UInt8(number / 10)
                text[place + 1] = UInt8(ascii: "0") + UInt8(number % 10)
            }
            text[2] = UInt8(ascii: ":")
            text[5] = UInt8(ascii: ":")
            return 8
        }
    }

    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
