import Choreography
import Foundation
import ShopEvents

/// The event types of the shop and their golden files: the JSON forms that other programs rely on.
enum Golden {
    static let types = Score.shop.events.compactMap { $0 as? any ShopEvent.Type }

    static func body(of type: any ShopEvent.Type) throws -> [UInt8] {
        let file = Bundle.module.bundleURL
            .appending(path: "Golden/\(type.type).v\(type.version).json")
        return [UInt8](try Data(contentsOf: file))
    }

    /// Decodes as the runtime would; what is wrong is thrown as `InvalidEvent`.
    static func decode(_ type: any ShopEvent.Type, _ json: JSON) throws -> any ShopEvent {
        try decode(type, body: [UInt8](try JSONEncoder().encode(json)))
    }

    static func decode(_ type: any ShopEvent.Type, body: [UInt8]) throws -> any ShopEvent {
        try EventJSON.decode(type, version: type.version, from: body)
    }

    static func problem(_ type: any ShopEvent.Type, _ json: JSON) throws -> InvalidEvent? {
        do {
            _ = try decode(type, json)
            return nil
        } catch let problem as InvalidEvent {
            return problem
        }
    }
}
