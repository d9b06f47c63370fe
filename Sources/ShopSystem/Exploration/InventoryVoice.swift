import Choreography
import ChoreographyTesting
import Inventory
import ShopEvents

/// The rules of the stock as they are; all orders want of the same shelf.
enum InventoryVoice {
    typealias State = InventoryRules.State

    static func voice(_ shelf: State) -> ExplorationVoice {
        ExplorationVoice("inventory", initial: shelf) { event, state in
            guard let event = event as? any ShopEvent, let command = InventoryRules.Command(hearing: event)
            else { return [] }
            let facts = InventoryRules.decide(command, in: state)
            return [ExplorationTurn(InventoryRules.fold(facts, from: state), says: facts.compactMap(\.event))]
        }
    }
}
