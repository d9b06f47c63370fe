import Choreography
import Hummingbird
import Order
import ShopEvents
import WorkerApplication

extension OrderRoutes {
    static let id = Parameter<OrderID>(
        "id", in: .path, "Which order.", schema: .orderID, example: OrderID.example.text
    ) { text throws(BadValue) in
        guard let order = OrderID(text) else { throw BadValue(expected: "a UUID") }
        return order
    }

    static let userID = Parameter<String?>(
        "user_id", in: .query, "Only the orders of this customer.", schema: .string(), example: "c-1",
        absent: .some(nil)
    ) { text in text }

    static let status = Parameter<String?>(
        "status", in: .query, "Only orders that stand so.", schema: OrderStatus.schema, example: "confirmed",
        absent: .some(nil)
    ) { text throws(BadValue) in
        guard OrderStatus.words.contains(text) else {
            throw BadValue(expected: "one of " + OrderStatus.words.joined(separator: ", "))
        }
        return text
    }

    static let lastEventID = Parameter<Int>(
        "Last-Event-ID", in: .header, "The id of the last event that was heard, to go on behind it.",
        schema: .integer(in: 0...Int.max), example: "0", absent: 0
    ) { text throws(BadValue) in
        guard let version = Int(text), version >= 0 else { throw BadValue(expected: "a whole number from 0") }
        return version
    }

    static let unknown = ProblemAnswer(.notFound, "There is no such order, or was none then.")
    static let notBuilt = ProblemAnswer(
        .serviceUnavailable, "The read model is being built for the first time.")
    static let refusals = [
        ProblemAnswer(.unprocessableContent, "A value is not acceptable, or the key came with another body."),
        ProblemAnswer(.serviceUnavailable, "Not possible at the moment; repeat it with the same key."),
    ]
}
