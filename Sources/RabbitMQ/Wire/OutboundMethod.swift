/// A method to send. `write` puts its arguments on the wire in the order of the specification.
enum OutboundMethod: Sendable, Hashable {
    case connectionClose, connectionCloseOk
    case channelOpen, channelClose, channelCloseOk
    case channelFlowOk(active: Bool)
    case exchangeDeclare(String, type: String, passive: Bool, durable: Bool, arguments: FieldTable)
    case exchangeDelete(String, ifUnused: Bool)
    case queueDeclare(
        String, passive: Bool, durable: Bool, exclusive: Bool, autoDelete: Bool, arguments: FieldTable)
    case queueBind(String, exchange: String, routingKey: String, arguments: FieldTable)
    case queueUnbind(String, exchange: String, routingKey: String, arguments: FieldTable)
    case queuePurge(String)
    case queueDelete(String, ifUnused: Bool, ifEmpty: Bool)
    case qos(prefetch: UInt16)
    case consume(queue: String, noAck: Bool, exclusive: Bool, arguments: FieldTable)
    case cancel(consumerTag: String)
    case get(queue: String)
    case settle(Settlement)
    case confirmSelect

    var id: MethodID {
        switch self {
        case .connectionClose: .connectionClose
        case .connectionCloseOk: .connectionCloseOk
        case .channelOpen: .channelOpen
        case .channelClose: .channelClose
        case .channelCloseOk: .channelCloseOk
        case .channelFlowOk: .channelFlowOk
        case .exchangeDeclare: .exchangeDeclare
        case .exchangeDelete: .exchangeDelete
        case .queueDeclare: .queueDeclare
        case .queueBind: .queueBind
        case .queueUnbind: .queueUnbind
        case .queuePurge: .queuePurge
        case .queueDelete: .queueDelete
        case .qos: .basicQos
        case .consume: .basicConsume
        case .cancel: .basicCancel
        case .get: .basicGet
        case .settle(.ack): .basicAck
        case .settle(.nack): .basicNack
        case .settle(.reject): .basicReject
        case .confirmSelect: .confirmSelect
        }
    }
}
