import Foundation

/// A body that a command is given as a file.
enum BodyFile {
    /// The bytes; those of standard input for `-`.
    static func read(_ path: String) throws(CommandFailure) -> [UInt8] {
        if path == "-" { return [UInt8](FileHandle.standardInput.readDataToEndOfFile()) }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw CommandFailure(.badData, "\(path): cannot be read; name a file, or - for standard input")
        }
        return [UInt8](bytes)
    }
}
