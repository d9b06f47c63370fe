import Choreography
import Foundation
import RabbitMQ
import ShopEvents

/// What the shop's participants really send.
enum ShopSeeds {
    /// In a fixed order, since inputs name an event by its place.
    static let events = Score.shop.events.compactMap { $0 as? any ShopEvent.Type }
    static let now = Date(timeIntervalSince1970: 1_767_323_945)

    static func body(of type: any ShopEvent.Type) throws -> [UInt8] { try EventJSON.encode(type.example) }

    /// The property lists of the events, as their speakers write them.
    static func properties() throws -> [[UInt8]] {
        try events.map { try message(of: $0).properties.encoded() }
    }

    static func message(of type: any ShopEvent.Type) throws -> Message {
        Envelope.message(
            type: type.type, version: type.version, body: try body(of: type),
            id: "0199b7a2-6c1e-7d3a-8f00-000000000001", correlationID: OrderID.example.text,
            causationID: "0199b7a2-6c1e-7d3a-8f00-000000000000", source: "shop",
            sender: Score.shop.owner(of: type.type)?.name ?? "", exchange: "events", sequence: 1,
            traceParent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", at: now)
    }

    /// What stands in the bodies.
    static let words = [
        "{", "}", "[", "]", ",", ":", "\"", "\\u00e9", "\\ud83d\\ude00", "\\ud83d", "null", "true", "-1",
        "0.5",
        "1e999", "9223372036854775807", "9223372036854775808", "\"order_id\":", "\"quantity\":",
        "\"lines\":[",
        "\"sku\":\"product_1\"", "\"unit_price\":", "\"currency\":\"JPY\"", "\"reason\":\"", "\"total\":",
        "\"9999-12-31T23:59:59.999Z\"", "\"0000-01-01T00:00:00Z\"", "é", "😀", "\u{FEFF}", "e\u{301}",
    ]
}
