/// The messages of one call of `publish`, until all have an outcome. Belongs to the connection's thread.
final class PublishBatch {
    let messages: [Message]
    let channel: UInt16
    /// The next message to send.
    var next = 0

    /// Of a message that is open it says nothing yet.
    private var outcomes: [PublishOutcome]
    private var isOpen: [Bool]
    private var open: Int
    private let continuation: CheckedContinuation<[PublishOutcome], Never>

    init(
        _ messages: [Message], channel: UInt16, _ continuation: CheckedContinuation<[PublishOutcome], Never>
    ) {
        self.messages = messages
        self.channel = channel
        self.outcomes = Array(repeating: .confirmed, count: messages.count)
        self.isOpen = Array(repeating: true, count: messages.count)
        self.open = messages.count
        self.continuation = continuation
    }

    /// Sets the outcome of a message; the last one returns from the call.
    func settle(_ index: Int, _ outcome: PublishOutcome) {
        guard isOpen[index] else { return }
        isOpen[index] = false
        outcomes[index] = outcome
        open -= 1
        if open == 0 { continuation.resume(returning: outcomes) }
    }

    /// Gives up what has not been sent.
    func abandon(_ error: AMQPError) {
        for index in next..<messages.count { settle(index, .unknown(error)) }
        next = messages.count
    }
}

/// A message on its way to its outcome.
struct PublishTicket: Returnable {
    let batch: PublishBatch
    let index: Int

    /// Looked up in the message itself.
    var returnKey: ReturnKey? {
        let message = batch.messages[index]
        guard message.mandatory else { return nil }
        return ReturnKey(
            messageID: message.properties.messageID, exchange: message.exchange,
            routingKey: message.routingKey)
    }
}
