import Choreography
import Foundation
import ShopEvents

/// Something that somebody outside the choreography says in a chaos run.
struct ChaosPublication: Sendable, Equatable {
    /// What is said.
    enum Content: Sendable, Equatable {
        case request(OrderRequested)
        case cancel(OrderCancelRequested)
        case stock(WarehouseReceived)
    }

    /// When: so many orders have been asked for by then.
    let position: Int
    let messageID: String
    let content: Content

    /// The message, as its owner publishes it.
    func message(at now: Date = Date()) throws -> OutsideMessage {
        switch content {
        case .request(let event): try OutsideMessage(event, messageID: messageID, at: now)
        case .cancel(let event): try OutsideMessage(event, messageID: messageID, at: now)
        case .stock(let event): try OutsideMessage(event, messageID: messageID, at: now)
        }
    }
}

/// An order of a chaos run.
struct ChaosOrder: Sendable, Equatable {
    let id: OrderID
    let story: ChaosStory
}
