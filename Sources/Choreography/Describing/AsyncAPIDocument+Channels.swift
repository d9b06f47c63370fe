extension AsyncAPIDocument {
    /// One for each event type: the exchange with the type as routing key.
    var eventChannels: [String: JSONValue] {
        channels(score.events.map { (Self.eventChannel(of: $0.type), eventChannel($0)) })
    }

    /// One for each participant: its queue, with all that it hears.
    var queueChannels: [String: JSONValue] {
        channels(score.parts.map { (Self.queueChannel(of: $0.name), queueChannel($0)) })
    }

    private func channels(_ channels: [(String, JSONValue)]) -> [String: JSONValue] {
        Dictionary(channels, uniquingKeysWith: { first, _ in first })
    }

    /// `order-placed`: many tools take no dots in names, and no event type has hyphens.
    static func eventChannel(of type: EventType) -> String { type.rawValue.replacing(".", with: "-") }

    /// No event type is one word.
    static func queueChannel(of participant: String) -> String { participant }

    private func eventChannel(_ type: any Event.Type) -> JSONValue {
        let exchange = topology.objects.exchanges.first { $0.name == Topology.eventsExchange }
        return [
            "address": .string(type.type.rawValue),
            "description": .string("Routing key \(type.type) on the exchange \(Topology.eventsExchange)."),
            "messages": messages([type]),
            "bindings": [
                "amqp": [
                    "is": "routingKey", "bindingVersion": .string(Self.bindingVersion),
                    "exchange": [
                        "name": .string(Topology.eventsExchange), "type": .string(exchange?.type ?? "topic"),
                        "durable": .bool(exchange?.durable ?? true),
                        "autoDelete": .bool(exchange?.autoDelete ?? false),
                        "vhost": .string(topology.virtualHost),
                    ],
                ]
            ],
        ]
    }

    private func queueChannel(_ part: Score.Part) -> JSONValue {
        let name = Topology.queue(of: part.name)
        let queue = topology.objects.queues.first { $0.name == name }
        return [
            "address": .string(name),
            "description": .string(
                "The queue of \(part.name), bound to \(Topology.eventsExchange) under each type that it hears."
            ),
            "messages": messages(part.hears),
            "bindings": [
                "amqp": [
                    "is": "queue", "bindingVersion": .string(Self.bindingVersion),
                    "queue": [
                        "name": .string(name), "durable": .bool(queue?.durable ?? true), "exclusive": false,
                        "autoDelete": .bool(queue?.autoDelete ?? false),
                        "vhost": .string(topology.virtualHost),
                    ],
                ]
            ],
        ]
    }

    private func messages(_ types: [any Event.Type]) -> JSONValue {
        .object(
            Dictionary(
                types.map { type in
                    let name = Self.message(of: type)
                    return (name, Self.reference("components", "messages", name))
                }, uniquingKeysWith: { first, _ in first }))
    }

    /// A JSON pointer into the document.
    static func reference(_ path: String...) -> JSONValue {
        let escaped = path.map { $0.replacing("~", with: "~0").replacing("/", with: "~1") }
        return ["$ref": .string("#/" + escaped.joined(separator: "/"))]
    }

    /// Of AsyncAPI's AMQP bindings.
    static let bindingVersion = "0.3.0"
}
