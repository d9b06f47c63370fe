@testable import RabbitMQ

extension FuzzTarget {
    /// Frames of several channels in any order, each with any bytes in it: they become whole messages with as many
    /// bytes as their header announced, or a violation of the protocol that ends the connection.
    static let frames = FuzzTarget(
        name: "frames", seeds: FrameSeeds.all, words: ["\u{1}\0\u{4}", "amq.rabbitmq.reply", "\0\u{3C}"]
    ) { bytes in
        var bytes = FuzzBytes(bytes)
        var connection = FramesUnderTest()
        while !bytes.isAtEnd {
            do {
                try connection.take(&bytes)
            } catch is AMQPError {
                connection = FramesUnderTest()
            }
        }
    }
}

/// One connection's frames, and what their headers announced.
private struct FramesUnderTest {
    private var router = FrameRouter()
    private let names = NameCache()
    private var announced: [UInt16: UInt64] = [:]

    mutating func take(_ bytes: inout FuzzBytes) throws {
        let head = bytes.byte()
        // As many as one connection has, and the numbers at both ends.
        let channel = head & 0x40 == 0 ? UInt16(head >> 4) : .max
        switch head & 3 {
        case 0:
            let method = try method(&bytes)
            try complete(try router.receive(.method(method), on: channel), on: channel)
        case 1:
            let size = head & 4 == 0 ? UInt64(bytes.byte()) : bytes.integer()
            let properties = try WireReader.read(bytes.piece()) { ReceivedProperties(&$0, names) }
            announced[channel] = size
            try complete(
                try router.receive(.header(bodySize: size, properties), on: channel), on: channel)
        case 2: try complete(try router.receive(.body(bytes.piece()), on: channel), on: channel)
        default: router.forget(channel)
        }
    }

    /// With the names that are kept it is the same as without.
    private func method(_ bytes: inout FuzzBytes) throws -> InboundMethod {
        let selector = Int(bytes.byte())
        let known = FrameSeeds.methods
        let id = selector < known.count ? known[selector].rawValue : bytes.integer()
        let arguments = bytes.piece()
        let method = try WireReader.read(arguments) { reader throws(AMQPError) in
            try InboundMethod(id: id, &reader, names)
        }
        let plain = try WireReader.read(arguments) { reader throws(AMQPError) in
            try InboundMethod(id: id, &reader)
        }
        try must(method == plain, "a name that is kept is another")
        try must(names.count <= 64, "\(names.count) names are kept")
        return method
    }

    private func complete(_ event: RoutedEvent?, on channel: UInt16) throws {
        switch event {
        case .delivery(let delivery), .got(let delivery, _):
            try must(
                UInt64(delivery.body.count) == announced[channel],
                "a body has \(delivery.body.count) bytes, announced were \(announced[channel] ?? 0)")
            try must(
                delivery.malformed == nil || delivery.properties == .none, "malformed properties are used")
        case .returned, nil: break
        case .method(let method): try must(!method.hasContent, "a message is told without its content")
        }
    }
}

/// What a broker sends.
enum FrameSeeds {
    /// All that are known, in a fixed order.
    static let methods: [MethodID] = [
        .connectionClose, .connectionCloseOk, .connectionBlocked, .connectionUnblocked, .channelOpenOk,
        .channelFlow, .channelClose, .channelCloseOk, .exchangeDeclareOk, .exchangeDeleteOk, .queueDeclareOk,
        .queueBindOk, .queuePurgeOk, .queueDeleteOk, .queueUnbindOk, .basicQosOk, .basicConsumeOk,
        .basicCancel, .basicCancelOk, .basicReturn, .basicDeliver, .basicGetOk, .basicGetEmpty, .basicAck,
        .basicNack, .confirmSelectOk,
    ]

    static func all() throws -> [[UInt8]] {
        var writer = WireWriter()
        try writer.shortString("consumer", "")
        writer.integer(UInt64(7))
        writer.bits(true)
        try writer.shortString("events", "")
        try writer.shortString("payment.processed", "")
        let deliver = method(.basicDeliver, writer.bytes)
        let message =
            try deliver + [1, 4] + .piece(ShopSeeds.properties()[0]) + [2] + .piece([1, 2]) + [2]
            + .piece([3, 4])
        let others = methods.flatMap { method($0, [0, 0, 0, 0, 0, 0, 0, 1, 0]) }
        var returned = WireWriter()
        returned.integer(UInt16(312))
        for text in ["NO_ROUTE", "events", "order.placed"] { try returned.shortString(text, "") }
        let comesBack = method(.basicReturn, returned.bytes) + [1, 0, 0, 2, 0, 0]
        return [message, others, comesBack, message.map { $0 == 1 ? 0x11 : $0 } + message]
    }

    private static func method(_ id: MethodID, _ arguments: [UInt8]) -> [UInt8] {
        [0, UInt8(methods.firstIndex(of: id) ?? 0)] + .piece(arguments)
    }
}
