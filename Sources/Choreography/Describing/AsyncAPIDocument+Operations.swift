extension AsyncAPIDocument {
    /// Who says what: `payment-says-payment-processed`.
    var sending: [String: JSONValue] {
        let said = score.speakers.flatMap { speaker in
            speaker.says.map { type in
                ("\(speaker.name)-says-\(Self.eventChannel(of: type.type))", send(type, by: speaker.name))
            }
        }
        return Dictionary(said, uniquingKeysWith: { first, _ in first })
    }

    /// Who hears what: `payment-hears-order-placed`.
    var receiving: [String: JSONValue] {
        let heard = score.parts.flatMap { part in
            part.steps.compactMap { step in
                step.hears.map {
                    ("\(part.name)-hears-\(Self.eventChannel(of: $0.type))", receive($0, step, by: part.name))
                }
            }
        }
        return Dictionary(heard, uniquingKeysWith: { first, _ in first })
    }

    private func send(_ type: any Event.Type, by speaker: String) -> JSONValue {
        operation(
            "send", "\(speaker) says \(type.type)", channel: Self.eventChannel(of: type.type), type,
            // Persistent, and returned when nobody is bound.
            amqp: ["deliveryMode": 2, "mandatory": true, "timestamp": true, "userId": .string(speaker)])
    }

    private func receive(_ type: any Event.Type, _ step: Score.Step, by participant: String) -> JSONValue {
        let answers = step.says.types.map(\.rawValue)
        let said = answers.isEmpty ? "" : ", and may answer with \(answers.joined(separator: ", "))"
        return operation(
            "receive", "\(participant) hears \(type.type)\(said)",
            channel: Self.queueChannel(of: participant), type, amqp: ["ack": true])
    }

    private func operation(
        _ action: String, _ summary: String, channel: String, _ type: any Event.Type, amqp: JSONValue
    ) -> JSONValue {
        [
            "action": .string(action), "summary": .string(summary),
            "channel": Self.reference("channels", channel),
            "messages": [Self.reference("channels", channel, "messages", Self.message(of: type))],
            "bindings": ["amqp": amqp.with(["bindingVersion": .string(Self.bindingVersion)])],
        ]
    }
}
