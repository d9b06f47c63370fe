extension OutboundMethod {
    /// Writes the arguments. The 16 zero bits that many begin with are the unused access ticket.
    func write(into writer: inout WireWriter) throws(AMQPError) {
        switch self {
        case .channelOpen: writer.integer(UInt8(0))
        case .connectionCloseOk, .channelCloseOk: break
        case .connectionClose, .channelClose:
            writer.integer(UInt16(200))
            try writer.shortString("done", "reply-text")
            writer.integer(UInt32(0))
        case .channelFlowOk(let active): writer.bits(active)
        case .exchangeDeclare, .exchangeDelete: try writeExchange(into: &writer)
        case .queueDeclare, .queueBind, .queueUnbind, .queuePurge, .queueDelete: try writeQueue(into: &writer)
        case .qos, .consume, .cancel, .get, .settle: try writeBasic(into: &writer)
        case .confirmSelect: writer.bits(false)
        }
    }

    private func writeExchange(into writer: inout WireWriter) throws(AMQPError) {
        writer.integer(UInt16(0))
        switch self {
        case .exchangeDeclare(let name, let type, let passive, let durable, let arguments):
            try writer.shortString(name, "the exchange")
            try writer.shortString(type, "the exchange type")
            writer.bits(passive, durable, false, false, false)
            try writer.table(arguments)
        case .exchangeDelete(let name, let ifUnused):
            try writer.shortString(name, "the exchange")
            writer.bits(ifUnused, false)
        default: break
        }
    }

    private func writeQueue(into writer: inout WireWriter) throws(AMQPError) {
        writer.integer(UInt16(0))
        switch self {
        case .queueDeclare(let name, let passive, let durable, let exclusive, let autoDelete, let arguments):
            try writer.shortString(name, "the queue")
            writer.bits(passive, durable, exclusive, autoDelete, false)
            try writer.table(arguments)
        case .queueBind(let name, let exchange, let routingKey, let arguments),
            .queueUnbind(let name, let exchange, let routingKey, let arguments):
            try writer.shortString(name, "the queue")
            try writer.shortString(exchange, "the exchange")
            try writer.shortString(routingKey, "the routing key")
            if id == .queueBind { writer.bits(false) }
            try writer.table(arguments)
        case .queuePurge(let name):
            try writer.shortString(name, "the queue")
            writer.bits(false)
        case .queueDelete(let name, let ifUnused, let ifEmpty):
            try writer.shortString(name, "the queue")
            writer.bits(ifUnused, ifEmpty, false)
        default: break
        }
    }

    private func writeBasic(into writer: inout WireWriter) throws(AMQPError) {
        switch self {
        case .qos(let prefetch):
            writer.integer(UInt32(0))
            writer.integer(prefetch)
            writer.bits(false)
        case .consume(let queue, let noAck, let exclusive, let arguments):
            writer.integer(UInt16(0))
            try writer.shortString(queue, "the queue")
            try writer.shortString("", "the consumer tag")
            writer.bits(false, noAck, exclusive, false)
            try writer.table(arguments)
        case .cancel(let consumerTag):
            try writer.shortString(consumerTag, "the consumer tag")
            writer.bits(false)
        case .get(let queue):
            writer.integer(UInt16(0))
            try writer.shortString(queue, "the queue")
            writer.bits(false)
        case .settle(.ack(let tag, let multiple)):
            writer.integer(tag)
            writer.bits(multiple)
        case .settle(.nack(let tag, let multiple, let requeue)):
            writer.integer(tag)
            writer.bits(multiple, requeue)
        case .settle(.reject(let tag, let requeue)):
            writer.integer(tag)
            writer.bits(requeue)
        default: break
        }
    }
}
