/// Something that the broker does not hold as the topology has it, and how to mend it without losing a message.
public struct TopologyDifference: Sendable, Hashable, Encodable, CustomStringConvertible {
    /// How bad it is.
    public enum Severity: String, Sendable, Hashable, Encodable {
        /// The choreography does not work as promised.
        case error
        /// Somebody else's business that may be wanted.
        case warning
    }

    /// What it is about, as in `queue payment in shop`.
    public let object: String
    /// What is wrong, in words.
    public let problem: String
    /// What the topology has; nil: nothing of the kind.
    public let expected: String?
    /// What the broker has; nil: nothing.
    public let found: String?
    /// How to mend it safely: commands, and what becomes of messages meanwhile.
    public let mend: String
    /// How bad it is.
    public let severity: Severity

    /// `queue payment in shop: is not there`
    public var description: String { "\(object): \(problem)" }

    static func error(
        _ object: String, _ problem: String, expected: String? = nil, found: String? = nil, mend: String
    ) -> TopologyDifference {
        TopologyDifference(
            object: object, problem: problem, expected: expected, found: found, mend: mend, severity: .error)
    }

    /// - Parameter found: what the topology does not know.
    static func warning(
        _ object: String, _ problem: String, found: String? = nil, mend: String
    ) -> TopologyDifference {
        TopologyDifference(
            object: object, problem: problem, expected: nil, found: found, mend: mend, severity: .warning)
    }
}
