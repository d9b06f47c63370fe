import Choreography
import ChoreographyTesting
import Order
import ShopEvents

/// The order's rules as they are.
enum OrderVoice {
    static func voice(of order: OrderID, hasDeadline: Bool) -> ExplorationVoice {
        let deadline = OrderPlaced.example.deadline
        return ExplorationVoice("order", about: order.text, initial: OrderRules.initial) { event, state in
            guard let command = OrderHearing.command(hearing: event, deadline: deadline) else { return [] }
            return [turn(command, state, order)]
        }.impulse("the deadline passes", atMost: hasDeadline ? 1 : 0) { (state: OrderState) in
            // The timer is set as long as the order is pending.
            state.status == .pending ? [turn(.expire, state, order)] : []
        }
    }

    private static func turn(
        _ command: OrderCommand, _ state: OrderState, _ order: OrderID
    ) -> ExplorationTurn<OrderState> {
        let facts = OrderRules.decide(command, in: state)
        return ExplorationTurn(
            facts.reduce(state, OrderRules.evolve),
            says: facts.compactMap { OrderSaying.event(stating: $0, about: order) })
    }
}
