import ShopSystem

/// One dead letter in short, for machines.
struct DeadLetterLine: Encodable {
    let queue: String
    let message_id: String?
    let type: String
    let order_id: String?
    let exception_type: String
    let exception_message: String
    let failed_at: String?
    let attempts: Int64?

    init(_ entry: DeadLetterEntry) {
        queue = entry.queue
        message_id = entry.messageID
        type = entry.type
        order_id = entry.orderID
        exception_type = entry.exceptionType
        exception_message = entry.exceptionMessage
        failed_at = entry.failedAt
        attempts = entry.attempts
    }
}
