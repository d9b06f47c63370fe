import Tracing

/// The body of an export request: OTLP 1.x in its JSON form (protobuf's JSON mapping, but for ids in hex).
struct OTLPText {
    private(set) var bytes: [UInt8] = []

    /// - Parameter resource: what all spans have in common.
    static func request(
        _ spans: [FinishedSpan], resource: SpanAttributes, scope: (name: String, version: String)
    )
        -> [UInt8]
    {
        var text = OTLPText()
        text.bytes.reserveCapacity(spans.count * 1024 + 1024)
        text.raw(#"{"resourceSpans":[{"resource":{"attributes":"#)
        text.attributes(resource)
        text.raw(#"},"scopeSpans":[{"scope":{"name":"#)
        text.string(scope.name)
        text.raw(#","version":"#)
        text.string(scope.version)
        text.raw(#"},"spans":"#)
        text.list(spans) { $0.span($1) }
        text.raw("}]}]}")
        return text.bytes
    }

    private mutating func span(_ span: FinishedSpan) {
        raw(#"{"traceId":""# + span.context.trace.hex)
        raw(#"","spanId":""# + span.context.span.paddedHex)
        if let parent = span.parent { raw(#"","parentSpanId":""# + parent.paddedHex) }
        raw(#"","flags":\#(span.context.isSampled ? 1 : 0)"#)
        if let state = span.context.state {
            raw(#","traceState":"#)
            string(state)
        }
        raw(#","name":"#)
        string(span.name)
        raw(#","kind":\#(span.kind.number),"startTimeUnixNano":"\#(span.start)""#)
        raw(#","endTimeUnixNano":"\#(span.end)","attributes":"#)
        attributes(span.attributes)
        if !span.events.isEmpty {
            raw(#","events":"#)
            list(span.events) { $0.event($1) }
        }
        if !span.links.isEmpty {
            raw(#","links":"#)
            list(span.links) { $0.link($1) }
        }
        if let status = span.status { self.status(status) }
        raw("}")
    }

    private mutating func event(_ event: SpanEvent) {
        raw(#"{"timeUnixNano":"\#(event.nanosecondsSinceEpoch)","name":"#)
        string(event.name)
        raw(#","attributes":"#)
        attributes(event.attributes)
        raw("}")
    }

    private mutating func link(_ link: SpanLink) {
        raw("{")
        if let context = link.context.traceContext {
            raw(#""traceId":"\#(context.trace.hex)","spanId":"\#(context.span.paddedHex)","#)
        }
        raw(#""attributes":"#)
        attributes(link.attributes)
        raw("}")
    }

    private mutating func status(_ status: SpanStatus) {
        raw(#","status":{"code":\#(status.code == .ok ? 1 : 2)"#)
        if let message = status.message {
            raw(#","message":"#)
            string(message)
        }
        raw("}")
    }

    private mutating func attributes(_ attributes: SpanAttributes) {
        var pairs: [(String, SpanAttribute)] = []
        attributes.forEach { pairs.append(($0, $1)) }
        list(pairs) { text, pair in
            text.raw(#"{"key":"#)
            text.string(pair.0)
            text.raw(#","value":"#)
            text.value(pair.1)
            text.raw("}")
        }
    }

    private mutating func value(_ attribute: SpanAttribute) {
        switch attribute {
        case .string(let text): single("stringValue") { $0.string(text) }
        case .int32(let number): single("intValue") { $0.raw("\"\(number)\"") }
        case .int64(let number): single("intValue") { $0.raw("\"\(number)\"") }
        case .double(let number): single("doubleValue") { $0.number(number) }
        case .bool(let answer): single("boolValue") { $0.raw("\(answer)") }
        case .stringArray(let values): array(values.map(SpanAttribute.string))
        case .int32Array(let values): array(values.map(SpanAttribute.int32))
        case .int64Array(let values): array(values.map(SpanAttribute.int64))
        case .doubleArray(let values): array(values.map(SpanAttribute.double))
        case .boolArray(let values): array(values.map(SpanAttribute.bool))
        case .stringConvertible(let value): single("stringValue") { $0.string(value.description) }
        case .stringConvertibleArray(let values): array(values.map { .string($0.description) })
        default: single("stringValue") { $0.string("\(attribute)") }
        }
    }

    private mutating func array(_ values: [SpanAttribute]) {
        single("arrayValue") { text in
            text.raw(#"{"values":"#)
            text.list(values) { $0.value($1) }
            text.raw("}")
        }
    }

    private mutating func single(_ name: String, _ body: (inout OTLPText) -> Void) {
        raw("{\"" + name + "\":")
        body(&self)
        raw("}")
    }

    private mutating func list<Item>(_ items: [Item], _ body: (inout OTLPText, Item) -> Void) {
        raw("[")
        for (number, item) in items.enumerated() {
            if number > 0 { raw(",") }
            body(&self, item)
        }
        raw("]")
    }

    /// What is no number to JSON is one of protobuf's words.
    private mutating func number(_ value: Double) {
        if value.isFinite {
            raw("\(value)")
        } else {
            raw(value.isNaN ? #""NaN""# : value > 0 ? #""Infinity""# : #""-Infinity""#)
        }
    }

    private mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0..<0x20:
                let hex = Array("0123456789abcdef".utf8)
                bytes += Array(#"\u00"#.utf8) + [hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

extension SpanKind {
    /// As OTLP numbers them.
    fileprivate var number: Int {
        switch self {
        case .internal: 1
        case .server: 2
        case .client: 3
        case .producer: 4
        case .consumer: 5
        }
    }
}
