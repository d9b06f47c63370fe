import Foundation

extension Timestamp {
    /// Reads `2026-01-02T03:04:05Z`, with or without one to three digits of a fraction; nil for all else.
    public init?(_ text: String) {
        if let time = CivilTime(text) {
            self.init(milliseconds: time.milliseconds)
        } else {
            self.init(unusual: text)
        }
    }

    /// As Foundation reads it.
    init?(unusual text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = parts.first, text.utf8.count <= 30, text.hasSuffix("Z") else {
            return nil
        }
        let seconds = parts.count == 1 ? String(whole) : whole + "Z"
        guard let date = try? Date(seconds, strategy: .iso8601) else { return nil }
        var fraction: Int64 = 0
        if parts.count == 2 {
            let digits = parts[1].dropLast()
            guard (1...3).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }),
                let number = Int64(digits.padding(toLength: 3, withPad: "0", startingAt: 0))
            else { return nil }
            fraction = number
        }
        self.init(milliseconds: Int64(date.timeIntervalSince1970) * 1000 + fraction)
    }

    /// `2026-01-02T03:04:05.678Z`
    public var description: String {
        CivilTime(milliseconds: milliseconds)?.text ?? unusualDescription
    }

    /// As Foundation writes it.
    var unusualDescription: String {
        let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        let whole = rest < 0 ? seconds - 1 : seconds
        let fraction = rest < 0 ? rest + 1000 : rest
        let text = Date(timeIntervalSince1970: Double(whole)).formatted(.iso8601).dropLast()
        return "\(text).\(String(fraction + 1000).dropFirst())Z"
    }
}

extension Timestamp: Codable {
    /// Reads a JSON string.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let timestamp = Timestamp(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "must be a moment like 2026-01-02T03:04:05.678Z")
        }
        self = timestamp
    }

    /// Writes a JSON string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
