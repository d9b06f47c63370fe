import Tracing

/// Which span something belongs to, as it travels from process to process: W3C Trace Context, level 1.
struct TraceContext: Sendable, Hashable {
    /// The trace, 16 bytes that are not all zero.
    struct TraceID: Sendable, Hashable {
        let high: UInt64
        let low: UInt64

        static func random() -> TraceID {
            TraceID(high: .random(in: 0 ... .max), low: .random(in: 1 ... .max))
        }

        var hex: String { high.paddedHex + low.paddedHex }
    }

    let trace: TraceID
    /// The span, 8 bytes that are not all zero.
    let span: UInt64
    /// Whether the one who began the trace wants it recorded.
    let isSampled: Bool
    /// What other vendors keep with the trace; handed on as it is.
    var state: String?
}

extension TraceContext {
    static let parentHeader = "traceparent"
    static let stateHeader = "tracestate"

    /// Reads `00-<trace>-<span>-<flags>`; of a later version what version 00 knows. nil when it is none.
    init?(traceParent text: String, state: String? = nil) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0].utf8.count == 2, parts[0] != "ff", Self.isHex(parts[0]),
            parts.count == 4 || parts[0] != "00",
            parts[1].utf8.count == 32, Self.isHex(parts[1]), parts[2].utf8.count == 16, Self.isHex(parts[2]),
            parts[3].utf8.count == 2, Self.isHex(parts[3]),
            let high = UInt64(parts[1].prefix(16), radix: 16),
            let low = UInt64(parts[1].suffix(16), radix: 16),
            let span = UInt64(parts[2], radix: 16), let flags = UInt8(parts[3], radix: 16),
            high != 0 || low != 0, span != 0
        else { return nil }
        self.init(trace: TraceID(high: high, low: low), span: span, isSampled: flags & 1 == 1, state: state)
    }

    var traceParent: String { "00-\(trace.hex)-\(span.paddedHex)-\(isSampled ? "01" : "00")" }

    private static func isHex(_ text: Substring) -> Bool {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}

extension UInt64 {
    /// 16 digits.
    var paddedHex: String {
        let digits = String(self, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension ServiceContext {
    private enum Key: ServiceContextKey {
        typealias Value = TraceContext
    }

    /// The span that is current there.
    var traceContext: TraceContext? {
        get { self[Key.self] }
        set { self[Key.self] = newValue }
    }
}
