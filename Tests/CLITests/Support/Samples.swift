import Foundation
import RabbitMQ
import ShopSystem

/// When the events of the samples begin.
let sampleStart = Date(timeIntervalSince1970: 1_800_000_000)

extension HistoryEvent {
    /// An event of order `o`, said so many seconds after ``sampleStart``.
    static func sample(
        _ type: String, _ id: String, by cause: String? = nil, at seconds: Double? = nil, order: String? = "o"
    ) -> HistoryEvent {
        var headers: FieldTable = [:]
        headers["cloudEvents_causationid"] = cause.map { .string($0) }
        headers["cloudEvents_time"] = seconds.map { seconds in
            .string(
                sampleStart.addingTimeInterval(seconds).formatted(
                    Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
        }
        return HistoryEvent(
            Message(
                exchange: "events", routingKey: type,
                properties: BasicProperties(headers: headers, messageID: id),
                body: Array((order.map { #"{"order_id":"\#($0)"}"# } ?? "{}").utf8)))
    }

    /// A story in short: each event is caused by the one before, and its message id is its type.
    static func story(_ types: String...) -> [HistoryEvent] {
        zip(types, [nil] + types).enumerated().map { place, step in
            sample(step.0, step.0, by: step.1, at: Double(place))
        }
    }
}

extension DeadLetterEntry {
    /// A dead letter as a participant writes it.
    static func sample(
        of participant: String, id: String? = "m", type: String = "order.placed",
        reason: String = "wrong-shape",
        body: [UInt8] = Array(#"{"order_id":"o"}"#.utf8), attempts: Int64 = 1, tag: UInt64 = 1,
        extra: FieldTable = [:]
    ) -> DeadLetterEntry {
        var headers: FieldTable = [
            "x-exception-type": .string(reason), "x-exception-message": "lines: must be a list",
            "x-original-exchange": "events", "x-original-routing-key": .string(type),
            "x-original-user-id": "order", "x-failed-queue": .string(participant),
            "x-failed-at": "2027-01-15T08:00:02.500Z", "x-attempts": .int64(attempts),
        ]
        for (key, value) in extra { headers[key] = value }
        return DeadLetterEntry(
            participant: participant,
            delivery: Delivery(
                tag: tag, redelivered: false, exchange: "dead-letters", routingKey: participant,
                properties: BasicProperties(
                    contentType: "application/json", headers: headers, deliveryMode: .persistent,
                    messageID: id,
                    type: type, userID: participant),
                body: body))
    }
}
