import Foundation
import ShopSystem

/// Dead letters in a file: each a line of JSON with all that is needed to put it back.
enum DeadLetterFile {
    /// A name for the copy of what is about to be discarded.
    static func nameForCopy(at now: Date = Date()) -> String {
        let stamp = now.formatted(Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted))
        return "dead-letters-\(stamp)-\(ProcessInfo.processInfo.processIdentifier).jsonl"
    }

    /// Writes a new file that only its owner may read; returns when it is on the disk.
    static func write(_ entries: [DeadLetterEntry], to path: String) throws {
        let file = try PrivateFile(creating: path)
        for entry in entries { try file.write(try line(entry)) }
        try file.close()
    }

    /// One line with its end.
    static func line(_ entry: DeadLetterEntry) throws -> [UInt8] {
        try DeadLetterRecord(entry).line() + [UInt8(ascii: "\n")]
    }

    /// Reads what was written before; `-` is standard input.
    ///
    /// - Throws: ``CommandFailure`` naming the line that is none.
    static func read(_ path: String) throws(CommandFailure) -> [DeadLetterRecord] {
        var records: [DeadLetterRecord] = []
        let lines = try BodyFile.read(path).split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (number, line) in lines.enumerated() where !line.isEmpty {
            do {
                records.append(try DeadLetterRecord(line: line))
            } catch {
                throw CommandFailure(.badData, "\(path), line \(number + 1): \(error.message)")
            }
        }
        return records
    }
}
