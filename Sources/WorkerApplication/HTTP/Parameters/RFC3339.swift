import Foundation

/// Moments as RFC 3339 writes them: date and time, a fraction if wanted, `Z` or an offset.
enum RFC3339 {
    /// nil for what is not one, also for a day or an hour that does not exist.
    static func date(_ text: String) -> Date? {
        var rest = text.utf8[...]
        guard text.utf8.count <= 64,
            let year = number(4, in: 0...9999, from: &rest), skip("-", in: &rest),
            let month = number(2, in: 1...12, from: &rest), skip("-", in: &rest),
            let day = number(2, in: 1...days(in: month, of: year), from: &rest), skip("Tt", in: &rest),
            let hour = number(2, in: 0...23, from: &rest), skip(":", in: &rest),
            let minute = number(2, in: 0...59, from: &rest), skip(":", in: &rest),
            // 60 is a leap second; the clock of Unix has none and is then at the next second.
            let second = number(2, in: 0...60, from: &rest), let fraction = fraction(from: &rest),
            let offset = offset(from: &rest), rest.isEmpty
        else { return nil }
        let seconds = ((daysSince1970(year, month, day) * 24 + hour) * 60 + minute - offset) * 60 + second
        return Date(timeIntervalSince1970: Double(seconds) + fraction)
    }

    private static func number(
        _ digits: Int, in range: ClosedRange<Int>, from rest: inout Substring.UTF8View
    ) -> Int? {
        let text = rest.prefix(digits)
        guard text.count == digits, text.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let value = text.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        rest = rest.dropFirst(digits)
        return range.contains(value) ? value : nil
    }

    private static func skip(_ choices: String, in rest: inout Substring.UTF8View) -> Bool {
        guard let byte = rest.first, choices.utf8.contains(byte) else { return false }
        rest = rest.dropFirst()
        return true
    }

    private static func fraction(from rest: inout Substring.UTF8View) -> Double? {
        guard skip(".", in: &rest) else { return 0 }
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        rest = rest.dropFirst(digits.count)
        return digits.isEmpty ? nil : Double("0.\(Substring(digits))")
    }

    /// In minutes.
    private static func offset(from rest: inout Substring.UTF8View) -> Int? {
        if skip("Zz", in: &rest) { return 0 }
        guard let sign = rest.first, skip("+-", in: &rest),
            let hours = number(2, in: 0...23, from: &rest), skip(":", in: &rest),
            let minutes = number(2, in: 0...59, from: &rest)
        else { return nil }
        return (sign == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes)
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// In the Gregorian calendar, for years from 0; March is the first month, so that the leap day is the last.
    private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month > 2 ? year : year - 1
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let leaps = floored(shifted, 4) - floored(shifted, 100) + floored(shifted, 400)
        return shifted * 365 + leaps + dayOfYear - 719_468
    }

    private static func floored(_ number: Int, _ divisor: Int) -> Int {
        (number - (number % divisor + divisor) % divisor) / divisor
    }
}
