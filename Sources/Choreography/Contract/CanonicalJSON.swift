package import Foundation

extension JSONEncoder {
    /// Compact, keys sorted, slashes as they are: the same value is always the same bytes. Shared: not to be changed.
    package static let canonical = sorted([])

    /// The same for people, indented. Shared: not to be changed.
    package static let canonicalIndented = sorted(.prettyPrinted)

    private static func sorted(_ formatting: OutputFormatting) -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = formatting.union([.sortedKeys, .withoutEscapingSlashes])
        return encoder
    }
}
