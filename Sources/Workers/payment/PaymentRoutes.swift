import Choreography
import Hummingbird
import Payment
import ShopEvents
import WorkerApplication

/// What the payment's HTTP door answers: what became of a payment.
struct PaymentRoutes: Sendable {
    let queries: PaymentQueries

    var endpoints: [Endpoint] {
        let answer = Answer(.ok, "The payment.", schema: PaymentRecord.schema, example: Self.example)
        return [
            Endpoint(
                .get, "/payments/{order}", "What became of the payment of one order",
                parameters: [Self.order], answers: [answer],
                problems: [ProblemAnswer(.notFound, "Nothing has become of it, or there is no such order.")]
            ) { [queries] request in
                guard let payment = try await queries.payment(of: try request[Self.order]) else {
                    throw Problem.notFound("nothing has become of a payment of this order")
                }
                return try answer(payment)
            }
        ]
    }

    private static let order = Parameter<OrderID>(
        "order", in: .path, "Whose payment.", schema: .string(format: "uuid"), example: example.orderID.text
    ) { text throws(BadValue) in
        guard let order = OrderID(text) else { throw BadValue(expected: "a UUID") }
        return order
    }

    private static let example = PaymentRecord(
        orderID: PaymentProcessed.example.orderID, status: .charged, amount: PaymentProcessed.example.amount,
        currency: PaymentProcessed.example.currency.code, chargeID: PaymentProcessed.example.chargeID,
        updatedAt: Timestamp(milliseconds: 1_767_322_800_000))
}

extension PaymentRecord {
    fileprivate static let schema = Schema.object(
        [
            "order_id": .string(format: "uuid"), "status": .choice(of: Status.allCases.map(\.rawValue)),
            "amount": .integer("In minor units.", in: 0...Int.max),
            "currency": .string("ISO 4217.", lengths: 3...3),
            "charge_id": .string("The provider's name for the charge."),
            "refund_id": .string("The provider's name for the refund."),
            "reason": .string("Why it failed or was given back."),
            "updated_at": .string("When it came to stand so.", format: "date-time"),
        ], optional: ["amount", "currency", "charge_id", "refund_id", "reason"]
    ).named("Payment")
}
