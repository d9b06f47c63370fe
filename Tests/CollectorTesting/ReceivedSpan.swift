package import Foundation

/// A span as a collector finds it in an OTLP request in JSON.
package struct ReceivedSpan: Sendable {
    package let service: String
    package let traceID: String
    package let spanID: String
    package let parentSpanID: String?
    package let name: String
    package let kind: Int
    package let start: UInt64
    package let end: UInt64
    /// Every value as text.
    package let attributes: [String: String]
    package let statusCode: Int?
}

extension TestCollector {
    /// All spans that came in so far.
    package var spans: [ReceivedSpan] {
        get throws { try received.flatMap { try ReceivedSpan.all(in: $0.body) } }
    }
}

extension ReceivedSpan {
    /// - Throws: when it is no JSON, or not of the shape that OTLP demands.
    package static func all(in body: Data) throws -> [ReceivedSpan] {
        try JSONDecoder().decode(Export.self, from: body).resourceSpans.flatMap { resource in
            let service = texts(resource.resource.attributes)["service.name"] ?? ""
            return resource.scopeSpans.flatMap(\.spans).map { ReceivedSpan($0, of: service) }
        }
    }

    private init(_ span: Export.Span, of service: String) {
        self.init(
            service: service, traceID: span.traceId, spanID: span.spanId, parentSpanID: span.parentSpanId,
            name: span.name, kind: span.kind, start: UInt64(span.startTimeUnixNano) ?? 0,
            end: UInt64(span.endTimeUnixNano) ?? 0, attributes: Self.texts(span.attributes),
            statusCode: span.status?.code)
    }

    private static func texts(_ attributes: [Export.Attribute]) -> [String: String] {
        attributes.reduce(into: [:]) { texts, attribute in
            texts[attribute.key] = attribute.value.text
        }
    }
}

/// The part of an export request that is read here.
private struct Export: Decodable {
    struct Resource: Decodable { let attributes: [Attribute] }
    struct Scope: Decodable { let spans: [Span] }
    struct Spans: Decodable {
        let resource: Resource
        let scopeSpans: [Scope]
    }
    struct Attribute: Decodable {
        let key: String
        let value: Value
    }
    final class Value: Decodable {
        let stringValue: String?
        let intValue: String?
        let boolValue: Bool?
        let doubleValue: Double?
        let arrayValue: Values?

        var text: String {
            if let stringValue { return stringValue }
            if let intValue { return intValue }
            if let boolValue { return "\(boolValue)" }
            if let doubleValue { return "\(doubleValue)" }
            return arrayValue?.values.map(\.text).joined(separator: ",") ?? ""
        }
    }
    struct Values: Decodable { let values: [Value] }
    struct Status: Decodable { let code: Int }
    struct Span: Decodable {
        let traceId: String
        let spanId: String
        let parentSpanId: String?
        let name: String
        let kind: Int
        let startTimeUnixNano: String
        let endTimeUnixNano: String
        let attributes: [Attribute]
        let status: Status?
    }
    let resourceSpans: [Spans]
}
