import RabbitMQ

/// One place of the stream and what is there.
struct HistoryItem: Sendable {
    let delivery: Delivery
    /// Nil when the headers could not be decoded, and the broker's own with them.
    let offset: Int64?
    let content: Result<PublishedEvent, Failure>
}

/// The first look at what the stream holds: whoever may publish has written into it, and nothing has been
/// screened before. Pure.
struct HistoryScreen: Sendable {
    /// The header in which the broker tells the place.
    static let offsetHeader = "x-stream-offset"

    private let maximumBodyBytes: Int
    /// Nil when there is no score, and every sender is believed.
    private let owners: [EventType: (name: String, isOutside: Bool)]?

    init(score: Score?, maximumBodyBytes: Int) {
        self.maximumBodyBytes = maximumBodyBytes
        owners = score.map { score in
            score.events.reduce(into: [:]) { $0[$1.type] = score.owner(of: $1.type) }
        }
    }

    func item(_ delivery: Delivery) -> HistoryItem {
        let offset = delivery.properties.headers[Self.offsetHeader]?.integer
        do throws(Failure) {
            return HistoryItem(
                delivery: delivery, offset: offset, content: .success(try event(delivery, at: offset)))
        } catch {
            return HistoryItem(delivery: delivery, offset: offset, content: .failure(error))
        }
    }

    private func event(_ delivery: Delivery, at offset: Int64?) throws(Failure) -> PublishedEvent {
        guard let offset, delivery.malformed == nil else {
            throw .permanent(
                .malformedHeaders, "the headers do not decode: \(delivery.malformed?.message ?? "no offset")")
        }
        guard delivery.body.count <= maximumBodyBytes else {
            throw .permanent(
                .tooLarge,
                "the body has \(delivery.body.count) bytes, at most \(maximumBodyBytes) are taken")
        }
        guard let messageID = delivery.properties.messageID, !messageID.isEmpty else {
            throw .permanent(.missingMessageID, "the AMQP property message-id is missing")
        }
        let type = try Screen.type(of: delivery)
        if let owners {
            guard let owner = owners[type] else {
                throw .permanent(.unexpectedType, "nobody in the score says \(type)")
            }
            try Screen.checkSender(delivery.properties.userID, of: type, ownedBy: owner)
        }
        return try PublishedEvent(delivery, offset: offset, messageID: messageID, type: type)
    }
}
