/// A method from the broker.
enum InboundMethod: Sendable, Hashable {
    case deliver(tag: UInt64, redelivered: Bool, exchange: String, routingKey: String)
    case got(tag: UInt64, redelivered: Bool, exchange: String, routingKey: String, remaining: UInt32)
    case returned(code: UInt16, text: String, exchange: String, routingKey: String)
    case ack(tag: UInt64, multiple: Bool)
    case nack(tag: UInt64, multiple: Bool)
    case consumerCancelled
    case flow(active: Bool)
    case channelClose(code: UInt16, text: String)
    case connectionClose(code: UInt16, text: String)
    case blocked(reason: String)
    case unblocked
    case reply(Reply)

    /// What answers a request of ours.
    enum Reply: Sendable, Hashable {
        case done
        case closed
        case queue(QueueState)
        case count(UInt32)
        case consuming(consumerTag: String)
        case nothingThere
    }

    /// Reads the arguments of a method; `names` has the texts that are much the same from message to message.
    init(id: UInt32, _ reader: inout WireReader, _ names: NameCache? = nil) throws(AMQPError) {
        let id = MethodID(rawValue: id)
        switch id {
        case .basicDeliver:
            try reader.skipShortString()
            self = .deliver(
                tag: try reader.integer(), redelivered: try reader.bit(),
                exchange: try reader.shortString(names), routingKey: try reader.shortString(names))
        case .basicGetOk:
            self = .got(
                tag: try reader.integer(), redelivered: try reader.bit(),
                exchange: try reader.shortString(names), routingKey: try reader.shortString(names),
                remaining: try reader.integer())
        case .basicReturn:
            self = .returned(
                code: try reader.integer(), text: try reader.shortString(),
                exchange: try reader.shortString(),
                routingKey: try reader.shortString())
        case .basicAck: self = .ack(tag: try reader.integer(), multiple: try reader.bit())
        case .basicNack: self = .nack(tag: try reader.integer(), multiple: try reader.bit())
        case .basicCancel: self = .consumerCancelled
        case .channelFlow: self = .flow(active: try reader.bit())
        case .channelClose: self = .channelClose(code: try reader.integer(), text: try reader.shortString())
        case .connectionClose:
            self = .connectionClose(code: try reader.integer(), text: try reader.shortString())
        case .connectionBlocked: self = .blocked(reason: try reader.shortString())
        case .connectionUnblocked: self = .unblocked
        default: self = .reply(try Reply(id: id, &reader))
        }
    }
}

extension InboundMethod.Reply {
    init(id: MethodID?, _ reader: inout WireReader) throws(AMQPError) {
        switch id {
        case .queueDeclareOk:
            self = .queue(
                QueueState(
                    name: try reader.shortString(), messages: try reader.integer(),
                    consumers: try reader.integer()))
        case .queuePurgeOk, .queueDeleteOk: self = .count(try reader.integer())
        case .basicConsumeOk: self = .consuming(consumerTag: try reader.shortString())
        case .basicGetEmpty: self = .nothingThere
        case .connectionCloseOk, .channelCloseOk: self = .closed
        case .channelOpenOk, .exchangeDeclareOk, .exchangeDeleteOk, .queueBindOk, .queueUnbindOk, .basicQosOk,
            .basicCancelOk, .confirmSelectOk:
            self = .done
        default: throw AMQPError(.protocolViolation, "the broker sent a method that a client does not expect")
        }
    }
}
