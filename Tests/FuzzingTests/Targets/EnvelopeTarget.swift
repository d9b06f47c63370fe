import Foundation
import RabbitMQ
import ShopEvents
import ShopSystem

@testable import Choreography

extension FuzzTarget {
    /// A delivery on its whole way in, for any participant of the shop: what the screen lets pass is within the
    /// limits and can be written again; what it does not becomes a dead letter that fits a frame, and can be looked
    /// at, exported and replayed.
    static let envelope = FuzzTarget(
        name: "envelope", seeds: EnvelopeUnderTest.seeds,
        words: ShopSeeds.words + [
            "cloudEvents_dataschema", "cloudEvents:dataschema", "traceparent", "x-first-failed-at", "x-death",
            "urn:shop:order.placed:2", "2026-01-02T03:04:05.678Z", "x-original-user-id", "CC", "order",
        ]
    ) { bytes in
        var bytes = FuzzBytes(bytes)
        let screens = EnvelopeUnderTest.screens
        let screen = screens[Int(bytes.byte()) % screens.count]
        let delivery = EnvelopeUnderTest.delivery(&bytes)
        try EnvelopeUnderTest.check(delivery, with: screen)
        try EnvelopeUnderTest.lookAt(delivery)
    }
}

private enum EnvelopeUnderTest {
    /// Small, so that inputs can be larger.
    static let configuration = WorkerConfiguration(maximumBodyBytes: 2048)
    static let screens = Score.shop.parts.map { part in
        Screen(
            score: .shop, part: part, reactions: part.hears.map(reaction), configuration: configuration)
    }
    private static let history = HistoryScreen(score: .shop, maximumBodyBytes: 2048)

    private static func reaction(_ type: any Event.Type) -> Reaction {
        func on<E: Event>(_ type: E.Type) -> Reaction { .on(type) { _, _ in } }
        return on(type)
    }

    static func seeds() throws -> [[UInt8]] {
        try ShopSeeds.events.enumerated().flatMap { place, type in
            let message = try ShopSeeds.message(of: type)
            let input = [UInt8(place)] + .piece(try message.properties.encoded()) + message.body
            return Score.shop.parts.enumerated().filter { $0.element.hears.contains { $0 == type } }
                .map { [UInt8($0.offset)] + input }
        }
    }

    /// The routing key is an event's, or a text; a replay comes through the default exchange.
    static func delivery(_ bytes: inout FuzzBytes) -> Delivery {
        let selector = Int(bytes.byte())
        let types = ShopSeeds.events
        let isReplay = selector & 0x80 != 0
        let key =
            selector & 0x7F < types.count
            ? types[selector & 0x7F].type.rawValue : String(decoding: bytes.piece(), as: UTF8.self)
        let encoded = bytes.piece()
        var properties = BasicProperties()
        var malformed: AMQPError?
        do throws(AMQPError) { properties = try BasicProperties(encoded: encoded) } catch {
            malformed = error
        }
        return Delivery(
            tag: 1, redelivered: false, exchange: isReplay ? "" : "events", routingKey: key,
            properties: properties, body: bytes.remainder(), malformed: malformed)
    }

    static func check(_ delivery: Delivery, with screen: Screen) throws {
        switch screen.verdict(on: delivery, attempt: 1, at: ShopSeeds.now) {
        case .passed(let passed): try check(passed, of: delivery)
        case .dead(let failure): try bury(delivery, of: screen.participant, failure)
        case .rejected(let failure):
            try must(failure.kind == .tooLarge, "\(failure.kind) is left to the broker")
        }
    }

    private static func check(_ passed: Screen.Passed, of delivery: Delivery) throws {
        try must(delivery.body.count <= configuration.maximumBodyBytes, "too large a body passes")
        try must(passed.context.messageID.isEmpty == false, "a message without an id passes")
        try must(passed.context.correlationID.utf8.count <= 255, "too long a correlation id passes")
        try must((passed.context.traceParent ?? "").utf8.count <= 128, "too long a trace parent passes")
        // Kept for a retry, and said again when it is a dead letter after all.
        _ = try delivery.properties.encoded()
        try bury(
            delivery, of: "order",
            .permanent(.reactionFailed, String(decoding: delivery.body, as: UTF8.self)))
        let answer = Envelope.message(
            type: passed.context.type, version: 1, body: [], id: passed.context.messageID,
            correlationID: passed.context.correlationID, causationID: passed.context.messageID,
            source: "shop", sender: "order", exchange: "events", traceParent: passed.context.traceParent,
            at: ShopSeeds.now)
        _ = try answer.properties.encoded()
    }

    /// The dead letter can be published, and comes back from the operator's hands.
    private static func bury(_ delivery: Delivery, of participant: String, _ failure: Failure) throws {
        let message = DeadLetter.message(
            for: delivery, failure: failure, attempts: 1, participant: participant, at: ShopSeeds.now)
        let encoded = try message.properties.encoded()
        try must(encoded.count <= 120 << 10, "the headers of a dead letter have \(encoded.count) bytes")
        let letter = Delivery(
            tag: 1, redelivered: false, exchange: message.exchange, routingKey: message.routingKey,
            properties: try BasicProperties(encoded: encoded), body: message.body)
        try lookAt(letter)
        guard let replay = try? DeadLetter.replay(letter, in: participant, type: "order.placed") else {
            return
        }
        _ = try replay.properties.encoded()
        try must(replay.properties.headers["CC"] == nil, "a replay is routed by its sender's wish")
    }

    /// As the operator's commands and the projections of the history do, from any queue.
    static func lookAt(_ delivery: Delivery) throws {
        let event = HistoryEvent(delivery)
        _ = event.time?.milliseconds
        _ = event.time?.formatted(.timestamp)
        _ = event.time.map { TimestampText($0).text }
        if case .success(let event) = history.item(delivery).content { _ = event.time?.milliseconds }
        for participant in ["order", "email"] {
            _ = DeadLetter.sender(of: delivery, in: participant)
            _ = try? DeadLetter.replay(delivery, in: participant, type: "order.placed")
        }
        let entry = DeadLetterEntry(participant: "order", delivery: delivery)
        let line = try DeadLetterRecord(entry).line()
        let message = try DeadLetterRecord(line: line).message()
        try must(message.body == delivery.body, "an exported body is another")
    }
}
