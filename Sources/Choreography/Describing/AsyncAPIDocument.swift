import Foundation

/// The whole choreography as an AsyncAPI 3.0.0 document: every event with its form and an example, who says it
/// where, who hears it from which queue. Derived from the score, the topology and the event types themselves.
package struct AsyncAPIDocument: Sendable {
    let score: Score
    let topology: Topology
    let summary: String
    let version: String
    let example: @Sendable (any Event.Type) -> (any Event)?

    /// - Parameters:
    ///   - summary: What the choreography is, as a sentence.
    ///   - version: The version of the contracts as a whole.
    ///   - example: An event of each type; nil leaves its examples out.
    package init(
        of score: Score, summary: String, version: String,
        example: @escaping @Sendable (any Event.Type) -> (any Event)?
    ) {
        self.score = score
        topology = Topology(score)
        self.summary = summary
        self.version = version
        self.example = example
    }

    /// Indented JSON with sorted keys and a trailing newline, the same for the same score.
    package func text() throws -> String {
        String(decoding: try JSONEncoder.canonicalIndented.encode(try json()), as: UTF8.self) + "\n"
    }

    /// - Throws: for an event type that does not show its form, and for an example that cannot be encoded.
    package func json() throws -> JSONValue {
        let messages = try score.events.map { try AsyncAPIMessage($0, in: self) }
        let schemas = messages.reduce(into: ["EventHeaders": AsyncAPIMessage.commonHeaders]) {
            $0.merge($1.schemas) { known, _ in known }
        }
        return .object([
            "asyncapi": "3.0.0", "defaultContentType": "application/json",
            "info": [
                "title": .string(score.name), "version": .string(version), "description": .string(summary),
            ],
            "servers": ["broker": server],
            "channels": .object(eventChannels.merging(queueChannels) { own, _ in own }),
            "operations": .object(sending.merging(receiving) { own, _ in own }),
            "components": [
                "messages": .object(
                    Dictionary(messages.map { ($0.name, $0.json) }, uniquingKeysWith: { first, _ in first })),
                "schemas": .object(schemas),
                "securitySchemes": [
                    "user": [
                        "type": "userPassword",
                        "description":
                            "Everybody has a broker user of the own name; the broker vouches for it.",
                    ]
                ],
            ],
        ])
    }

    private var server: JSONValue {
        [
            "host": "localhost:5672", "pathname": .string("/" + topology.virtualHost), "protocol": "amqp",
            "protocolVersion": "0-9-1",
            "description": "RabbitMQ 3.10 to 4.x, with the topology of this choreography applied.",
            "security": [["$ref": "#/components/securitySchemes/user"]],
        ]
    }

    /// The name of an event's message: that of its Swift type.
    static func message(of type: any Event.Type) -> String { String(describing: type) }
}
