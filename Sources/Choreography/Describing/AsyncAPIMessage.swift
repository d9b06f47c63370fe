import Foundation
import RabbitMQ

/// One event type as a message of an AsyncAPI document.
struct AsyncAPIMessage {
    let name: String
    let json: JSONValue
    /// All schemas that it refers to.
    let schemas: [String: JSONValue]

    init(_ type: any Event.Type, in document: AsyncAPIDocument) throws {
        let score = document.score
        let payload = try Schema(describing: type)
        name = AsyncAPIDocument.message(of: type)
        schemas = payload.components
        let speaker = score.owner(of: type.type)?.name ?? ""
        let hearers = score.parts.filter { $0.hears.types.contains(type.type) }.map(\.name)
        let heard =
            hearers.isEmpty ? "nobody needs to hear it" : "heard by \(hearers.joined(separator: ", "))"
        let direction = score.backwardEvents.contains(type.type) ? "backward" : "forward"
        json = JSONValue.object([
            "name": .string(name), "title": .string(type.type.rawValue),
            "summary": .string("Said by \(speaker); \(heard)."),
            "contentType": "application/json", "payload": payload.json,
            "headers": [
                "allOf": [
                    AsyncAPIDocument.reference("components", "schemas", "EventHeaders"),
                    [
                        "type": "object",
                        "properties": [
                            "cloudEvents_type": ["const": .string(type.type.rawValue)],
                            "cloudEvents_dataschema": [
                                "const": .string(Self.dataSchema(of: type, in: score))
                            ],
                        ],
                    ],
                ]
            ],
            "correlationId": [
                "description": "The saga: also the AMQP property correlation-id.",
                "location": "$message.header#/cloudEvents_subject",
            ],
            "bindings": [
                "amqp": [
                    "messageType": .string(type.type.rawValue),
                    "bindingVersion": .string(AsyncAPIDocument.bindingVersion),
                ]
            ],
            "tags": [["name": .string(direction)], ["name": .string(speaker)]],
        ]).with([
            "examples": try document.example(type).map {
                [try Self.example($0, saidBy: speaker, in: score)]
            }
        ])
    }

    /// What an envelope names the form of the body by.
    private static func dataSchema(of type: any Event.Type, in score: Score) -> String {
        "urn:\(score.name):\(type.type):\(type.version)"
    }

    /// As it goes over the wire: the runtime's own encoding and envelope.
    private static func example<E: Event>(
        _ event: E, saidBy speaker: String, in score: Score
    ) throws -> JSONValue {
        let body = try EventJSON.encode(event)
        let id = "019b7f2e-1d27-7c3a-8f10-5d2c4b6a7e90"
        let message = Envelope.message(
            type: E.type, version: E.version, body: body, id: id, correlationID: event.correlationID ?? id,
            causationID: nil, source: score.name, sender: speaker, exchange: Topology.eventsExchange,
            at: Date(timeIntervalSince1970: 1_767_323_045))
        let headers = message.properties.headers.map { ($0.key, JSONValue.string($0.value.string ?? "")) }
        return [
            "name": "example", "payload": JSONValue(parsing: body) ?? .null,
            "headers": .object(Dictionary(headers, uniquingKeysWith: { first, _ in first })),
        ]
    }

    /// CloudEvents 1.0 in binary mode. None is required of a voice from outside.
    static let commonHeaders: JSONValue = {
        let headers: [String: Schema] = [
            "cloudEvents_specversion": .choice(of: ["1.0"]),
            "cloudEvents_id": .string("The same as the AMQP property message-id."),
            "cloudEvents_source": .string("The choreography and who says it, as in /shop/order."),
            "cloudEvents_type": .string("The same as the routing key."),
            "cloudEvents_subject": .string("The saga: the order id. The AMQP property correlation-id."),
            "cloudEvents_time": .string("When it was said.", format: "date-time"),
            "cloudEvents_dataschema": .string("Ends in the version of the body's form."),
            "cloudEvents_causationid": .string("The message id of the event that caused it."),
            "cloudEvents_sequence": .string("Counts what the participant has said."),
            "traceparent": .string("W3C trace context."),
        ]
        return Schema.object(
            headers, optional: Set(headers.keys),
            "CloudEvents 1.0 in AMQP's binary mode, and W3C trace context."
        ).json
    }()
}
