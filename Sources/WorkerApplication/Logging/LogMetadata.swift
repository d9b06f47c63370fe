import Logging

extension LogEntry {
    /// Flattens nested metadata into dotted keys and takes secrets out.
    static func flatten(_ metadata: Logger.Metadata, hiding secrets: [String]) -> [(
        key: String, value: Value
    )] {
        metadata.flatMap { key, value in pairs(key, value, secrets) }.sorted { $0.key < $1.key }
    }

    /// `text` with every secret in it blotted out.
    static func clean(_ text: String, hiding secrets: [String]) -> String {
        // Very short ones would blot out half of every line without protecting anything.
        secrets.filter { $0.utf8.count >= 4 }.reduce(text) { $0.replacing($1, with: "•••") }
    }

    private static func pairs(
        _ key: String, _ value: Logger.MetadataValue, _ secrets: [String]
    ) -> [(key: String, value: Value)] {
        guard case .dictionary(let nested) = value else { return [(key, scalar(value, secrets))] }
        return nested.flatMap { pairs("\(key).\($0)", $1, secrets) }
    }

    private static func scalar(_ value: Logger.MetadataValue, _ secrets: [String]) -> Value {
        switch value {
        case .string(let text): .text(clean(text, hiding: secrets))
        case .stringConvertible(let number as any BinaryInteger): .number("\(number)")
        case .stringConvertible(let number as Double) where number.isFinite: .number("\(number)")
        case .stringConvertible(let answer as Bool): .answer(answer)
        case .stringConvertible(let other): .text(clean(other.description, hiding: secrets))
        case .array(let values): .list(values.map { scalar($0, secrets) })
        case .dictionary: .text(clean("\(value)", hiding: secrets))
        }
    }
}
