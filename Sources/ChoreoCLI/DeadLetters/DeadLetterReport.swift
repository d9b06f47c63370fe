import Choreography
import Foundation
import RabbitMQ
import ShopSystem

/// One dead letter, in full.
struct DeadLetterReport: Encodable {
    let queue: String
    let message_id: String?
    let type: String
    let order_id: String?
    let sender: String?
    let exception_type: String
    let exception_message: String
    let failed_at: String?
    let attempts: Int64?
    let headers: JSONValue
    /// The body, where it is JSON.
    let body: JSONValue?
    /// The body, where it is not: as text, or else base 64; at most 64 KiB of it.
    let raw_body: String?
    let body_bytes: Int
    /// What was said about the same order, where the history was asked.
    let history: [EventLine]?

    private let rows: [TraceRow]
    /// As it is, laid out; nil for what is not JSON.
    private let indentedBody: String?

    enum CodingKeys: CodingKey {
        case queue, message_id, type, order_id, sender, exception_type, exception_message, failed_at, attempts
        case headers, body, raw_body, body_bytes, history
    }

    private static let shownBytes = 64 * 1024

    /// - Parameter trace: what has happened around it; nil when nobody has asked the history.
    init(_ entry: DeadLetterEntry, trace: OrderTrace? = nil) {
        let delivery = entry.delivery
        queue = entry.queue
        message_id = entry.messageID
        type = entry.type
        sender = entry.originalUser
        exception_type = entry.exceptionType
        exception_message = entry.exceptionMessage
        failed_at = entry.failedAt
        attempts = entry.attempts
        headers = JSONValue.table(delivery.properties.headers)
        body_bytes = delivery.body.count
        body = delivery.body.count <= Self.shownBytes ? JSONValue(parsing: delivery.body) : nil
        order_id = body?["order_id"]?.string ?? delivery.properties.correlationID
        indentedBody = body == nil ? nil : JSONLayout.indented(delivery.body)
        history = trace.map { trace in trace.events.map { EventLine($0, took: trace.took($0)) } }
        rows = trace?.rows ?? []
        let shown = delivery.body.prefix(Self.shownBytes)
        raw_body =
            body == nil
            ? String(validating: shown, as: UTF8.self) ?? Data(shown).base64EncodedString() : nil
    }

    /// For people.
    func text(on terminal: Terminal = .output) throws -> String {
        var text = terminal.paint("\(type)  \(message_id ?? "without a message id")", .bold) + "\n"
        text += "  \(terminal.paint(exception_type, .red)): \(exception_message.onOneLine)\n"
        let attempts = attempts.map { ", attempt \($0)" } ?? ""
        text +=
            "  \(queue), failed \(failed_at ?? "at an unknown time")\(attempts), sent by \(sender ?? "nobody known")\n"
        for (name, value) in headers.members.sorted(by: { $0.key < $1.key })
        where !name.hasPrefix("x-exception") {
            text += terminal.paint("  \(name.onOneLine): \(try JSONOutput.line(value).onOneLine)\n", .dim)
        }
        let shown =
            try indentedBody ?? body.map { try JSONOutput.pretty($0) } ?? (raw_body ?? "").truncated(to: 2000)
        for line in shown.split(separator: "\n") { text += "    \(String(line).onOneLine)\n" }
        if body == nil { text += "    (\(body_bytes) bytes, not JSON or too large to show)\n" }
        if let history {
            let none = history.isEmpty ? " nothing in the history: too old, or never published" : ""
            text += "  \(terminal.paint("what has happened:", .bold))\(none)\n"
            text += rows.map { "    \($0.text(on: terminal))\n" }.joined()
        }
        return text + "\n"
    }
}
