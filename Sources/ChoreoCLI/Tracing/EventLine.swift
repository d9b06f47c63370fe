import Choreography
import Foundation
import ShopSystem

/// One event, as a line for people or for machines.
struct EventLine: Encodable {
    let time: String?
    let type: String
    let said_by: String?
    let order_id: String?
    let message_id: String?
    let caused_by: String?
    let offset: Int64?
    let body: JSONValue?
    /// Milliseconds since what caused it was said, where that is known.
    let took_ms: Int?

    private let event: HistoryEvent

    enum CodingKeys: CodingKey {
        case time, type, said_by, order_id, message_id, caused_by, offset, body, took_ms
    }

    init(_ event: HistoryEvent, took: Duration? = nil) {
        self.event = event
        time = event.time?.precise
        type = event.type
        said_by = event.sender
        order_id = event.orderID
        message_id = event.messageID
        caused_by = event.causationID
        offset = event.offset
        body = JSONValue(parsing: event.body)
        took_ms = took.map { Int($0 / .milliseconds(1)) }
    }

    /// `12:00:01.234  payment    payment.processed        5e1f0c3a  25.00 EUR taken`
    func text(on terminal: Terminal = .output) -> String {
        let speaker = event.sender ?? "?"
        let time = (event.time?.clock ?? "").padded(to: 12)
        let parts = [
            terminal.paint(time, .dim), terminal.paint(speaker.onOneLine.padded(to: 10), .of(speaker)),
            type.onOneLine.padded(to: 24), terminal.paint(Self.short(event.orderID).padded(to: 8), .dim),
            Gist.of(type: type, body: body).onOneLine,
        ]
        return parts.joined(separator: "  ")
    }

    /// The first eight digits are enough to tell orders apart.
    static func short(_ order: String?) -> String { String((order ?? "-").onOneLine.prefix(8)) }
}
