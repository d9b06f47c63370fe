import Choreography
import Order
import WorkerApplication

// What the sums look like, for the description at /openapi.json.

extension CustomerHistory {
    static let schema = Schema.object([
        "user_id": .string(), "currency": .currency, "orders": .integer(in: 0...Int.max),
        "total": .amount("What they cost together."), "cancelled_orders": .integer(in: 0...Int.max),
        "cancelled_total": .amount("What those cost together."), "last_order_id": .orderID,
        "last_order_at": .moment("When it was placed."),
    ]).named("CustomerHistory")
}

extension DailyRevenue {
    static let schema = Schema.object([
        "day": .string("UTC.", format: "date"), "currency": .currency,
        "orders": .integer("How many were confirmed.", in: 0...Int.max),
        "revenue": .amount("What they cost together."),
        "cancelled_orders": .integer("How many confirmed ones were cancelled.", in: 0...Int.max),
        "cancelled_revenue": .amount("What those cost together."),
    ]).named("DailyRevenue")
}

extension CancellationCount {
    static let schema = Schema.object([
        "reason": .reason, "orders": .integer(in: 1...Int.max),
        "first_at": .moment("The first time."), "last_at": .moment("The last time."),
    ]).named("CancellationCount")
}
