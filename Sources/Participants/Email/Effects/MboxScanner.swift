import Foundation

/// Finds the mails of an mbox file, which is read once and in pieces of any size.
package struct MboxScanner {
    /// A mail in the file; offsets are from the beginning of the file.
    package struct Entry: Sendable, Hashable {
        /// Where its `From ` line begins.
        package let start: Int
        /// With its angle brackets; nil for a mail that has none.
        package internal(set) var messageID: String?
        /// How long its header says that its body is.
        package internal(set) var contentLength: Int?
        /// Where its body begins; nil as long as the end of its header was not read.
        package internal(set) var body: Int?
    }

    /// The mail that was read last, or of which the beginning was.
    package private(set) var last: Entry?
    /// Where the first line begins that is not read whole.
    private(set) var offset: Int
    /// Where the last empty line ends.
    private(set) var emptyLineEnd: Int?
    /// What was read of that line, as far as it matters.
    private var beginning: [UInt8] = []
    private var beginningLength = 0
    private var isInHeader = false
    private var field = ""
    private var isAfterEmptyLine: Bool

    private static let longestLine = 1000
    private static let lineEnd = Int32(UInt8(ascii: "\n"))

    /// - Parameter offset: where in the file reading begins; what comes before the next mail is passed over.
    package init(at offset: Int = 0) {
        self.offset = offset
        isAfterEmptyLine = offset == 0
    }

    /// Reads what follows.
    ///
    /// - Parameter onMail: called with each mail whose header ends here.
    package mutating func read(
        _ piece: UnsafeRawBufferPointer, onMail: (Entry) throws -> Void
    ) rethrows {
        var rest = piece
        while let base = rest.baseAddress, !rest.isEmpty {
            guard let end = memchr(base, Self.lineEnd, rest.count) else { return keep(rest) }
            let count = base.distance(to: UnsafeRawPointer(end))
            let line = UnsafeRawBufferPointer(rebasing: rest[..<count])
            if beginningLength == 0 {
                try take(line, length: count, onMail)
            } else {
                keep(line)
                let (whole, length) = (beginning, beginningLength)
                (beginning, beginningLength) = ([], 0)
                try whole.withUnsafeBytes { try take($0, length: length, onMail) }
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[(count + 1)...])
        }
    }

    private mutating func keep(_ part: UnsafeRawBufferPointer) {
        beginning += part.prefix(max(0, Self.longestLine - beginning.count))
        beginningLength += part.count
    }

    private mutating func take(
        _ line: UnsafeRawBufferPointer, length: Int, _ onMail: (Entry) throws -> Void
    ) rethrows {
        let start = offset
        offset += length + 1
        if line.isEmpty { emptyLineEnd = offset }
        defer { isAfterEmptyLine = line.isEmpty }
        if isAfterEmptyLine, line.starts(with: "From ".utf8) {
            last = Entry(start: start)
            (isInHeader, field) = (true, "")
        } else if isInHeader, line.isEmpty {
            isInHeader = false
            last?.body = offset
            if let last { try onMail(last) }
        } else if isInHeader {
            readHeader(String(decoding: line, as: UTF8.self))
        }
    }

    /// A long Message-ID stands on a line of its own.
    private mutating func readHeader(_ line: String) {
        var value = line[...]
        if line.first != " ", line.first != "\t" {
            let colon = line.firstIndex(of: ":") ?? line.startIndex
            field = line[..<colon].lowercased()
            value = line[colon...].dropFirst()
        }
        let text = value.trimmingCharacters(in: .whitespaces)
        guard !text.isEmpty else { return }
        switch field {
        case "message-id" where last?.messageID == nil: last?.messageID = text
        case "content-length": last?.contentLength = Int(text)
        default: break
        }
    }
}

extension MboxScanner {
    /// Up to where a file of this size, read to its end, holds whole mails: at a mail of ours up to the end that
    /// its length tells, and behind any other up to the last empty line.
    func wholeLength(of size: Int) -> Int {
        guard let last else { return 0 }
        guard let body = last.body else { return last.start }
        let endsWithEmptyLine = emptyLineEnd == size
        guard let length = last.contentLength else { return emptyLineEnd ?? last.start }
        // An empty line follows the body.
        let end = body.addingReportingOverflow(length).partialValue.addingReportingOverflow(1).partialValue
        guard (body..<size).contains(end - 1) else { return last.start }
        return endsWithEmptyLine ? size : end
    }
}
