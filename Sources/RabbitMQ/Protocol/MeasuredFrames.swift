/// The frames of one message, read and put together as a connection does, as often as wanted: for the benchmarks,
/// which are a package of their own and see only what is public. No promise to anybody else.
@_spi(Benchmarks)
public struct MeasuredFrames {
    private let method: [UInt8]
    private let properties: [UInt8]
    private let body: [UInt8]
    private let names = NameCache()
    private var router = FrameRouter()

    /// The frames in which a broker hands `delivery` over, with the body in one.
    public init(of delivery: Delivery) throws(AMQPError) {
        var writer = WireWriter()
        try writer.shortString("consumer", "consumerTag")
        writer.integer(delivery.tag)
        writer.bits(delivery.redelivered)
        try writer.shortString(delivery.exchange, "exchange")
        try writer.shortString(delivery.routingKey, "routingKey")
        method = writer.bytes
        properties = try delivery.properties.encoded()
        body = delivery.body
    }

    /// The delivery that they make.
    public mutating func route() throws(AMQPError) -> Delivery? {
        let deliver = try WireReader.read(method) { reader throws(AMQPError) in
            try InboundMethod(id: MethodID.basicDeliver.rawValue, &reader, names)
        }
        _ = try router.receive(.method(deliver), on: 1)
        let received = try WireReader.read(properties) { ReceivedProperties(&$0, names) }
        _ = try router.receive(.header(bodySize: UInt64(body.count), received), on: 1)
        // Copied, as out of librabbitmq's buffers.
        let fragment = body.withUnsafeBufferPointer { Array($0) }
        guard case .delivery(let delivery) = try router.receive(.body(fragment), on: 1) else { return nil }
        return delivery
    }
}
