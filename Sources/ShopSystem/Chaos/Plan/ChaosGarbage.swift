import Choreography
import Foundation
import RabbitMQ
import ShopEvents

/// Messages that nobody can read.
enum ChaosGarbage: CaseIterable {
    case brokenJSON, wrongTypes, hugeBody, noMessageID, unknownVersion

    /// Such a message, under this id if it has one.
    func message(_ id: String, at now: Date = Date()) throws -> OutsideMessage {
        let sound = try EventJSON.encode(OrderRequested.example)
        let body: [UInt8] =
            switch self {
            case .brokenJSON: Array("{\"lines\": [".utf8)
            case .wrongTypes: Array(#"{"lines":"three","customer":7,"currency":[]}"#.utf8)
            case .hugeBody: Array(repeating: UInt8(ascii: "x"), count: 300 << 10)
            case .noMessageID, .unknownVersion: sound
            }
        let made = try OutsideMessage(
            type: OrderRequested.type, version: self == .unknownVersion ? 99 : 1, body: body, messageID: id,
            at: now)
        guard self == .noMessageID else { return made }
        var message = made.message
        message.properties.messageID = nil
        return OutsideMessage(message, as: made.user)
    }
}
