import Foundation

/// How the CLI writes JSON: keys sorted, slashes as they are.
enum JSONOutput {
    /// One line, for machines.
    static func line(_ value: some Encodable) throws -> String { try text(value, []) }

    /// Indented, for people.
    static func pretty(_ value: some Encodable) throws -> String { try text(value, .prettyPrinted) }

    private static func text(
        _ value: some Encodable, _ formatting: JSONEncoder.OutputFormatting
    ) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = formatting.union([.sortedKeys, .withoutEscapingSlashes])
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
