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
    let headers: [String: JSONValue]
    /// The body, where it is JSON.
    let body: JSONValue?
    /// The body, where it is not: as text, or else base 64; at most 64 KiB of it.
    let raw_body: String?
    let body_bytes: Int

    private static let shownBytes = 64 * 1024

    init(_ entry: DeadLetterEntry) {
        let delivery = entry.delivery
        queue = entry.queue
        message_id = entry.messageID
        type = entry.type
        sender = entry.originalUser
        exception_type = entry.exceptionType
        exception_message = entry.exceptionMessage
        failed_at = entry.failedAt
        attempts = entry.attempts
        headers = delivery.properties.headers.reduce(into: [:]) { $0[$1.key] = JSONValue($1.value) }
        body_bytes = delivery.body.count
        body = delivery.body.count <= Self.shownBytes ? JSONValue(parsing: delivery.body) : nil
        order_id = body?["order_id"]?.string ?? delivery.properties.correlationID
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
        for (name, value) in headers.sorted(by: { $0.key < $1.key }) where !name.hasPrefix("x-exception") {
            text += terminal.paint("  \(name.onOneLine): \(try JSONOutput.line(value).onOneLine)\n", .dim)
        }
        let shown = try body.map { try JSONOutput.pretty($0) } ?? (raw_body ?? "").truncated(to: 2000)
        for line in shown.split(separator: "\n") { text += "    \(String(line).onOneLine)\n" }
        if body == nil { text += "    (\(body_bytes) bytes, not JSON or too large to show)\n" }
        return text + "\n"
    }
}

extension JSONValue {
    /// A header's value.
    init(_ value: FieldValue) {
        switch value {
        case .bool(let bool): self = .bool(bool)
        case .float(let number): self = .number(Double(number))
        case .double(let number): self = .number(number)
        case .decimal(let scale, let number): self = .string("\(number)e-\(scale)")
        case .array(let values): self = .array(values.map { JSONValue($0) })
        case .table(let table): self = .object(table.reduce(into: [:]) { $0[$1.key] = JSONValue($1.value) })
        case .void: self = .null
        case .string, .bytes:
            self = value.string.map { .string($0) } ?? .string("(bytes that are no text)")
        default: self = value.integer.map { .integer(Int($0)) } ?? .null
        }
    }
}
