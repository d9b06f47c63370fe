import Choreography
import ShopEvents

/// The form in which facts stand in the event store. What was once written must stay readable for ever: a
/// changed form needs a new version here and an upcaster from the old one, whose file stays with the tests.
enum OrderFactJSON: FactForm {
    static func type(of fact: OrderFact) -> String {
        switch fact {
        case .placed: "placed"
        case .rejected: "rejected"
        case .withdrawn: "withdrawn"
        case .paymentNoted: "payment_noted"
        case .reservationNoted: "reservation_noted"
        case .confirmed: "confirmed"
        case .shipped: "shipped"
        case .delivered: "delivered"
        case .cancelling: "cancelling"
        case .undoing: "undoing"
        case .movementNoted: "movement_noted"
        case .cancelRefused: "cancel_refused"
        case .cancelled: "cancelled"
        }
    }

    static func data(of fact: OrderFact) throws -> String {
        switch fact {
        case .placed(let content, let total, let deadline):
            try text(Placed(content, total: total, deadline: deadline))
        case .rejected(let content, let reason): try text(Rejected(content: content, reason: reason))
        case .confirmed(let total): try text(Sum(total: total.amount, currency: total.currency))
        case .movementNoted(let movement): try text(Moved(movement: movement.rawValue))
        case .withdrawn(let reason), .cancelling(let reason), .undoing(let reason),
            .cancelRefused(let reason),
            .cancelled(let reason):
            try text(Because(reason: reason))
        case .paymentNoted, .reservationNoted, .shipped, .delivered: "{}"
        }
    }

    static func fact(type: String, data: String) throws -> OrderFact {
        switch type {
        case "placed": return try value(Placed.self, data).fact()
        case "rejected":
            let value = try value(Rejected.self, data)
            return .rejected(value.content, value.reason)
        case "confirmed":
            let value = try value(Sum.self, data)
            return .confirmed(total: Money(amount: value.total, currency: value.currency))
        case "movement_noted":
            guard let movement = Movement(rawValue: try value(Moved.self, data).movement) else {
                throw unreadable(type, "the movement is unknown")
            }
            return .movementNoted(movement)
        case "payment_noted": return .paymentNoted
        case "reservation_noted": return .reservationNoted
        case "shipped": return .shipped
        case "delivered": return .delivered
        case "withdrawn": return .withdrawn(try reason(data))
        case "cancelling": return .cancelling(try reason(data))
        case "undoing": return .undoing(try reason(data))
        case "cancel_refused": return .cancelRefused(try reason(data))
        case "cancelled": return .cancelled(try reason(data))
        default: throw unreadable(type, "the type is unknown; run the program that wrote it")
        }
    }

    static func unreadable(_ type: String, _ reason: String) -> UnreadableFact {
        UnreadableFact(type: type, version: version(of: type), reason: reason)
    }

    private static func reason(_ data: String) throws -> Reason { try value(Because.self, data).reason }

    private static func value<Value: Decodable>(_ type: Value.Type, _ data: String) throws -> Value {
        try JSONCoder.decode(type, from: data)
    }

    static func text(_ value: some Encodable) throws -> String {
        try JSONCoder.text(of: value)
    }
}
