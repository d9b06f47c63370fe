import Choreography
import ChoreographyTesting
import Foundation
import RabbitMQ
import Testing

@Suite("The envelope") struct EnvelopeTests {
    private let now = Date(timeIntervalSince1970: 1_790_000_000.125)

    /// Byte for byte what an encoder writes that knows nothing of events.
    @Test("is on the wire what its headers are one by one", arguments: [true, false])
    func wire(hasAll: Bool) throws {
        let message = Envelope.message(
            type: "bakery.baked", version: 12, body: [1], id: "an id", correlationID: "Straße ☕",
            causationID: hasAll ? "a cause" : nil, source: "bakery", sender: "oven", exchange: "events",
            sequence: hasAll ? .max : nil, traceParent: hasAll ? "00-ab-cd-01" : nil, at: now)
        var headers: FieldTable = [
            "cloudEvents_specversion": "1.0", "cloudEvents_id": "an id",
            "cloudEvents_source": "/bakery/oven", "cloudEvents_type": "bakery.baked",
            "cloudEvents_subject": "Straße ☕", "cloudEvents_time": .string(now.formatted(.timestamp)),
            "cloudEvents_dataschema": "urn:bakery:bakery.baked:12",
        ]
        if hasAll {
            headers["cloudEvents_causationid"] = "a cause"
            headers["cloudEvents_sequence"] = "9223372036854775807"
            headers["traceparent"] = "00-ab-cd-01"
        }
        let properties = BasicProperties(
            contentType: "application/json", headers: headers, deliveryMode: .persistent,
            correlationID: "Straße ☕", messageID: "an id", timestamp: 1_790_000_000, type: "bakery.baked",
            userID: "oven", appID: "oven")
        #expect(try message.properties.encoded() == properties.encoded())
        #expect(message.properties == properties)
        #expect(message.properties.headers["cloudEvents_time"]?.string == "2026-09-21T14:13:20.125Z")
        #expect(try Envelope.version(of: message.properties) == 12)
    }

    @Test("is read under either prefix, the underscore first", arguments: [true, false])
    func prefixes(isFromTheWire: Bool) throws {
        func read(_ name: String, _ headers: FieldTable) throws -> String? {
            var made = BasicProperties(headers: headers)
            // An empty key cannot be written.
            if isFromTheWire { made.headers[""] = nil as FieldValue? }
            return Envelope.header(
                name, of: isFromTheWire ? try BasicProperties(encoded: made.encoded()) : made)
        }
        #expect(try read("cloudEvents_id", ["x": "1", "cloudEvents:id": "2"]) == "2")
        #expect(try read("cloudEvents_id", ["cloudEvents:id": "2", "cloudEvents_id": "3"]) == "3")
        #expect(try read("cloudEvents_id", ["cloudEvents:id": "2", "cloudEvents_id": 3]) == "2")
        #expect(try read("cloudEvents_id", ["cloudEvents-id": "2", "cloudEvent::id": "1"]) == nil)
        #expect(try read("cloudEvents_id", ["cloudEvents:ix": "2", "cloudEvents:id2": "2"]) == nil)
        #expect(try read("cloudEvents_id", ["": "2", "c": "3"]) == nil)
        #expect(try read("traceparent", ["traceparent": "t"]) == "t")
        #expect(try read("traceparent", ["cloudEvents:traceparent": "t"]) == nil)
        #expect(try read("cloudEvents_", ["cloudEvents:": "t"]) == "t")
    }
}
