import Choreography
import Foundation
import Order
import ShopEvents
import WorkerApplication

// What the bodies look like, for the description at /openapi.json.

extension Schema {
    static let orderID = OrderID.schema
    static let sku = SKU.schema
    static let currency = Schema.string("ISO 4217.", lengths: 3...3)
    static let reason = Reason.schema

    static func moment(_ summary: String) -> Schema { .string(summary, format: "date-time") }

    static func amount(_ summary: String) -> Schema {
        .integer(summary + " In minor units.", in: 0...Int.max)
    }
}

extension OrderStatus {
    /// All but that of an order that nobody has heard of.
    static let words = allCases.filter { $0 != .unknown }.map(\.rawValue)
    static let schema = Schema.choice(of: words, "Where the order stands.")
}

extension OrderRequested {
    static let schema = Schema.object(
        [
            "order_id": .string(
                "Where the storefront chose one; else the Idempotency-Key names the order.", format: "uuid"),
            "customer": .object([
                "id": .string("The shop's number for the customer."), "name": .string(),
                "email": .string("Where mails go.", format: "email"),
            ]),
            "lines": .list(
                of: .object([
                    "sku": .sku, "quantity": .integer("How many.", in: 0...1_000_000),
                    "unit_price": .amount("The price of one."),
                ]), counts: 0...500),
            "currency": .string("ISO 4217."),
            "shipping_address": .object([
                "name": .string(), "street": .string(), "city": .string(), "postal_code": .string(),
                "country": .string("ISO 3166-1: two capital letters."),
            ]),
            "payment_token": .string("What the payment provider gave for the customer's card."),
        ], optional: ["order_id"]
    ).named("OrderRequest")

    /// As a customer's program sends it, without an id of its own.
    static var exampleAtTheDoor: OrderRequested {
        OrderRequested(
            orderID: nil, customer: .example, lines: [.example], currency: "EUR", shippingAddress: .example,
            paymentToken: "tok_visa")
    }
}

/// The body of a cancellation.
struct Cancellation: Codable, Sendable {
    let reason: Reason

    static let schema = Schema.object(["reason": .reason]).named("Cancellation")
}

extension OrderReceipt {
    static let schema = Schema.object(
        [
            "order_id": .orderID,
            "acceptance": .choice(
                of: Acceptance.allCases.map(\.rawValue),
                "applied: it has had its effect; duplicate: it had before; kept: it will have."),
            "status": OrderStatus.schema,
        ], optional: ["status"]
    ).named("OrderReceipt")
}

extension OrderDetails {
    static let schema = Schema.object(
        [
            "order_id": .orderID, "user_id": .string("The shop's number for the customer."),
            "customer_name": .string(), "customer_email": .string(),
            "lines": .list(
                of: .object(
                    [
                        "sku": .sku, "quantity": .integer("How many.", in: 0...1_000_000),
                        "unit_price": .amount("The price of one."), "subtotal": .amount("The price of all."),
                    ], optional: ["subtotal"])),
            "item_count": .integer("The sum of the quantities.", in: 0...Int.max),
            "total": .amount("What it costs."), "currency": .string("ISO 4217, as it was asked for."),
            "status": OrderStatus.schema, "display_status": .string("The same for the customer."),
            "reason": .reason, "version": .integer("How many facts it is made of.", in: 1...Int.max),
            "created_at": .moment("The first fact."), "updated_at": .moment("The last fact."),
            "placed_at": .moment("When it was placed."), "confirmed_at": .moment("When it was confirmed."),
            "shipped_at": .moment("When the parcel left."),
            "delivered_at": .moment("When the parcel arrived."),
            "closed_at": .moment("When it was cancelled, rejected or withdrawn."),
        ],
        optional: [
            "user_id", "customer_name", "customer_email", "total", "currency", "reason", "placed_at",
            "confirmed_at", "shipped_at", "delivered_at", "closed_at",
        ]
    ).named("Order")
}

extension OrderAuditEntry {
    static let schema = Schema.object([
        "version": .integer("Its place among the order's facts.", in: 1...Int.max),
        "id": .string("Names the fact."), "type": .string("What kind of fact."),
        "type_version": .integer("The version of the form of its data.", in: 1...Int.max),
        "recorded_at": .moment("When it was recorded."),
        "data": .object([:], "As it was recorded, but for the payment token."),
        "metadata": .object([:], "What caused it."),
    ]).named("AuditEntry")
}
