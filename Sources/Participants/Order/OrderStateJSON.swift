import Choreography
import ShopEvents

/// The form in which an order's state is kept as a snapshot.
enum OrderStateJSON: SnapshotForm {
    static let version = 1

    static func data(of state: OrderState) throws -> String { try OrderFactJSON.text(Form(state)) }

    static func state(from data: String) throws -> OrderState {
        try JSONCoder.decode(Form.self, from: data).state()
    }

    private struct Form: Codable {
        let status: String
        let content: OrderContent?
        let total: OrderFactJSON.Sum?
        let deadlineMilliseconds: Int64?
        let isPaid: Bool
        let isReserved: Bool
        let isConfirmed: Bool
        let noted: String?
        let reason: Reason?

        enum CodingKeys: String, CodingKey {
            case status, content, total, noted, reason
            case deadlineMilliseconds = "deadline_ms"
            case isPaid = "is_paid"
            case isReserved = "is_reserved"
            case isConfirmed = "is_confirmed"
        }

        init(_ state: OrderState) {
            status = state.status.rawValue
            content = state.content
            total = state.total.map { OrderFactJSON.Sum(total: $0.amount, currency: $0.currency) }
            deadlineMilliseconds = state.deadline?.milliseconds
            isPaid = state.isPaid
            isReserved = state.isReserved
            isConfirmed = state.isConfirmed
            noted = state.noted?.rawValue
            reason = state.reason
        }

        func state() throws -> OrderState {
            guard let status = OrderStatus(rawValue: status) else { throw Unknown(value: self.status) }
            var state = OrderState()
            state.status = status
            state.content = content
            state.total = total.map { Money(amount: $0.total, currency: $0.currency) }
            state.deadline = deadlineMilliseconds.map(Timestamp.init(milliseconds:))
            state.isPaid = isPaid
            state.isReserved = isReserved
            state.isConfirmed = isConfirmed
            state.noted = try noted.map { text in
                guard let movement = Movement(rawValue: text) else { throw Unknown(value: text) }
                return movement
            }
            state.reason = reason
            return state
        }
    }

    private struct Unknown: Error {
        let value: String
    }
}
