import ShopEvents

// The JSON objects of version 1.
extension OrderFactJSON {
    struct Placed: Codable {
        let content: OrderContent
        let total: Int64
        let deadlineMilliseconds: Int64

        enum CodingKeys: String, CodingKey {
            case content, total
            case deadlineMilliseconds = "deadline_ms"
        }

        init(_ content: OrderContent, total: Money, deadline: Timestamp) {
            self.content = content
            self.total = total.amount
            deadlineMilliseconds = deadline.milliseconds
        }

        func fact() throws -> OrderFact {
            guard let currency = Currency(content.currency) else {
                throw OrderFactJSON.unreadable("placed", "the currency is unknown")
            }
            return .placed(
                content, total: Money(amount: total, currency: currency),
                deadline: Timestamp(milliseconds: deadlineMilliseconds))
        }
    }

    struct Rejected: Codable {
        let content: OrderContent
        let reason: Reason

        enum CodingKeys: String, CodingKey {
            case content, reason
        }
    }

    struct Sum: Codable {
        let total: Int64
        let currency: Currency

        enum CodingKeys: String, CodingKey {
            case total, currency
        }
    }

    struct Moved: Codable {
        let movement: String

        enum CodingKeys: String, CodingKey {
            case movement
        }
    }

    struct Because: Codable {
        let reason: Reason

        enum CodingKeys: String, CodingKey {
            case reason
        }
    }
}
