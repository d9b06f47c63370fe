import Foundation

/// JSON texts in other encodings than UTF-8, which RFC 4627 allowed and Foundation reads.
enum JSONUnicode {
    /// The text in UTF-8, without a byte order mark; nil when it is none.
    static func utf8(of text: [UInt8]) -> [UInt8]? {
        let (encoding, markCount) = form(of: text)
        let content = text.dropFirst(markCount)
        guard encoding != .utf8 else { return Array(content) }
        return String(bytes: content, encoding: encoding).map { Array($0.utf8) }
    }

    /// The encoding, and how many bytes its mark has: by the mark, or by the zeros around the first characters,
    /// which are always ASCII.
    private static func form(of text: [UInt8]) -> (String.Encoding, markCount: Int) {
        let starts = { (mark: [UInt8]) in text.starts(with: mark) }
        if starts([0, 0, 0xFE, 0xFF]) { return (.utf32BigEndian, 4) }
        // Not the mark that it should be, but what Foundation takes for it.
        if starts([0xFE, 0xFF, 0, 0]) { return (.utf32LittleEndian, 4) }
        if starts([0xFE, 0xFF]) { return (.utf16BigEndian, 2) }
        if starts([0xFF, 0xFE]) { return (.utf16LittleEndian, 2) }
        if starts([0xEF, 0xBB, 0xBF]) { return (.utf8, 3) }
        switch text.prefix(4).map({ $0 != 0 }) {
        case [false, false, false, true]: return (.utf32BigEndian, 0)
        case [true, false, false, false]: return (.utf32LittleEndian, 0)
        case [false, true, false, true]: return (.utf16BigEndian, 0)
        case [true, false, true, false]: return (.utf16LittleEndian, 0)
        case [false, true]: return (.utf16BigEndian, 0)
        case [true, false]: return (.utf16LittleEndian, 0)
        default: return (.utf8, 0)
        }
    }
}
