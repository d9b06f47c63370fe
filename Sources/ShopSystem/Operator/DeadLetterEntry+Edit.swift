import Choreography
import Foundation
public import RabbitMQ
import ShopEvents

extension DeadLetterEntry {
    /// The header of an edited message that names the message it stands for.
    public static let replayOfHeader = "x-replay-of"

    /// The message with another body, for the queue of the participant that failed and no other: same sender,
    /// same correlation and causation, a message id of its own, since under the old one the inbox would take it
    /// for the old message.
    ///
    /// The new id follows from the old one and the body, so that the same edit replayed twice has one effect.
    ///
    /// - Throws: ``Choreography/InvalidEvent`` naming the field that does not fit the type's contract,
    ///   ``SystemError`` for a type that the score does not know.
    public func edited(body: [UInt8]) throws -> Message {
        guard let event = Score.shop.events.first(where: { $0.type.rawValue == type }) else {
            throw SystemError(
                .unknownEvent,
                "the score has no event \(type), so no body can be checked against its contract")
        }
        try Self.check(body, against: event)
        var message = try replay()
        let id = Self.messageID(replacing: messageID ?? "", body: body)
        message.body = body
        message.properties.messageID = id
        message.properties.contentType = "application/json"
        var headers = message.properties.headers
        headers[DeadLetter.Header.firstFailedAt] = nil
        headers[Self.replayOfHeader] = messageID.map { .string($0) }
        // The body was checked as the version of today, and is to be read as that.
        let schema = "urn:\(Score.shop.name):\(type):\(event.version)"
        for (name, value) in [(Envelope.Header.id, id), (Envelope.Header.dataSchema, schema)] {
            headers[name.replacing("_", with: ":", maxReplacements: 1)] = nil
            headers[name] = .string(value)
        }
        message.properties.headers = headers
        return message
    }

    private static func check<E: Event>(_ body: [UInt8], against type: E.Type) throws {
        _ = try EventJSON.decode(type, version: E.version, from: body)
    }

    /// A UUID of version 8 (RFC 9562, 5.8) made of two hashes of the old id and the body.
    private static func messageID(replacing old: String, body: [UInt8]) -> String {
        let seed = Array(old.utf8) + [0] + body
        let high = contentHash(seed) & ~0xF000 | 0x8000
        let low = contentHash(seed.reversed()) & 0x3FFF_FFFF_FFFF_FFFF | Int64.min
        let bytes = [high, low].flatMap { word in withUnsafeBytes(of: word.bigEndian) { Array($0) } }
        let digits = bytes.map { String(UInt16($0) | 0x100, radix: 16).dropFirst() }
        return [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { digits[$0].joined() }.joined(separator: "-")
    }
}
