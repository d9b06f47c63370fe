import Testing

@testable import RabbitMQ

@Suite struct FrameRouterTests {
    private var router = FrameRouter()
    private let deliver = InboundMethod.deliver(tag: 7, redelivered: true, exchange: "e", routingKey: "k")

    @Test mutating func putsChannelsBackTogetherIndependently() throws {
        let properties = ReceivedProperties.sound(BasicProperties(messageID: "m"))
        #expect(try router.receive(.method(deliver), on: 1) == nil)
        #expect(try router.receive(.method(deliver), on: 2) == nil)
        #expect(try router.receive(.header(bodySize: 3, properties), on: 1) == nil)
        #expect(try router.receive(.header(bodySize: 1, properties), on: 2) == nil)
        #expect(try router.receive(.body([1, 2]), on: 1) == nil)
        #expect(try delivery(router.receive(.body([9]), on: 2))?.body == [9])
        let first = try delivery(router.receive(.body([3]), on: 1))
        #expect(first?.body == [1, 2, 3])
        #expect(first?.tag == 7)
        #expect(first?.properties.messageID == "m")
    }

    @Test mutating func anEmptyBodyNeedsNoBodyFrame() throws {
        _ = try router.receive(.method(deliver), on: 1)
        #expect(try delivery(router.receive(.header(bodySize: 0, read([0, 0])), on: 1))?.body == [])
    }

    @Test mutating func propertiesThatCannotBeReadAreTold() throws {
        _ = try router.receive(.method(deliver), on: 1)
        let broken = try delivery(router.receive(.header(bodySize: 0, read([0x80, 0, 9])), on: 1))
        #expect(broken?.malformed?.code == .protocolViolation)
        #expect(broken?.tag == 7)
    }

    @Test mutating func framesOutOfOrderAreAViolation() throws {
        #expect(throws: AMQPError.self) { try router.receive(.body([1]), on: 1) }
        _ = try router.receive(.method(deliver), on: 2)
        #expect(throws: AMQPError.self) { try router.receive(.method(deliver), on: 2) }
        _ = try router.receive(.method(deliver), on: 3)
        _ = try router.receive(.header(bodySize: 1, read([0, 0])), on: 3)
        #expect(throws: AMQPError.self) { try router.receive(.body([1, 2]), on: 3) }
    }

    @Test mutating func aCloseInTheMiddleOfAMessageGetsThrough() throws {
        _ = try router.receive(.method(deliver), on: 1)
        let event = try router.receive(.method(.channelClose(code: 404, text: "gone")), on: 1)
        guard case .method(.channelClose(404, "gone")) = event else {
            Issue.record("not a close")
            return
        }
    }

    /// As the library reads a header frame's properties.
    private func read(_ wire: [UInt8]) -> ReceivedProperties {
        wire.withUnsafeBufferPointer { bytes in
            var reader = WireReader(bytes)
            return ReceivedProperties(&reader)
        }
    }

    private func delivery(_ event: RoutedEvent?) -> Delivery? {
        guard case .delivery(let delivery) = event else { return nil }
        return delivery
    }
}

private func == (event: RoutedEvent?, nothing: _OptionalNilComparisonType) -> Bool {
    if case .none = event { true } else { false }
}
