import Hummingbird

/// What whoever is trusted shows (RFC 6750).
struct BearerToken: Sendable {
    private let bytes: [UInt8]

    init(_ text: String) { bytes = Array(text.utf8) }

    /// Whether the request shows it.
    func isShown(by request: Request) -> Bool {
        let values = request.headers[values: .authorization]
        guard values.count == 1, let words = values.first?.split(separator: " "), words.count == 2,
            words[0].lowercased() == "bearer"
        else { return false }
        return matches(words[1].utf8)
    }

    /// Takes as long for a wrong text as for the right one: the time depends on the shown text's length alone.
    private func matches(_ shown: Substring.UTF8View) -> Bool {
        var difference = UInt64(truncatingIfNeeded: shown.count ^ bytes.count)
        for (index, byte) in shown.enumerated() { difference |= UInt64(byte ^ bytes[index % bytes.count]) }
        return difference == 0
    }
}
