/// Why something is undone or refused, in words; carried along on every backward event.
///
/// Any text makes a reason, so that none can stand in the way of undoing: what is too long is cut, control
/// characters become spaces, and nothing becomes ``notGiven``.
public struct Reason: Sendable, Hashable, CustomStringConvertible {
    /// At least one character, at most ``maxBytes`` of UTF-8.
    public let text: String

    /// The most bytes that a reason may have.
    public static let maxBytes = 400

    /// What stands for a reason that nobody gave.
    public static let notGiven: Reason = "no reason given"

    /// Any text.
    public init(_ text: String) { self.init(tidying: text) }

    private init(tidying text: String) {
        var scalars = String.UnicodeScalarView()
        var bytes = 0
        for scalar in text.unicodeScalars {
            let kept: Unicode.Scalar = Check.isControl(scalar) ? " " : scalar
            bytes += UTF8.width(kept)
            guard bytes <= Self.maxBytes else { break }
            scalars.append(kept)
        }
        let clean = String(scalars)
        self.text = clean.isBlank ? Self.notGiven.text : clean
    }

    /// The text.
    public var description: String { text }
}

extension Reason: ExpressibleByStringInterpolation {
    /// Any text.
    public init(stringLiteral text: String) { self.init(tidying: text) }
    /// Any text.
    public init(stringInterpolation: DefaultStringInterpolation) {
        self.init(tidying: String(stringInterpolation: stringInterpolation))
    }
}

extension Reason: Codable {
    /// Reads a JSON string.
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes a JSON string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
