import Choreography
import Foundation

/// How the CLI writes JSON: keys sorted, slashes as they are.
enum JSONOutput {
    /// One line, for machines.
    static func line(_ value: some Encodable) throws -> String { try text(value, .canonical) }

    /// Indented, for people.
    static func pretty(_ value: some Encodable) throws -> String { try text(value, .canonicalIndented) }

    private static func text(_ value: some Encodable, _ encoder: JSONEncoder) throws -> String {
        String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
