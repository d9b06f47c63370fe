/// Batches with messages that wait to be sent, first come first served. Belongs to the connection's thread.
struct OutgoingQueue {
    private var batches: [PublishBatch] = []
    private var head = 0

    var isEmpty: Bool { head == batches.count }
    var first: PublishBatch? { isEmpty ? nil : batches[head] }

    mutating func append(_ batch: PublishBatch) { batches.append(batch) }

    /// The first batch is all sent.
    mutating func removeFirst() {
        head += 1
        if head == batches.count {
            batches.removeAll(keepingCapacity: true)
            head = 0
        }
    }

    /// Gives up the unsent messages of a channel, or of all.
    mutating func abandon(channel: UInt16? = nil, _ error: AMQPError) {
        let lost = batches[head...].filter { channel == nil || $0.channel == channel }
        batches = batches[head...].filter { channel != nil && $0.channel != channel }
        head = 0
        for batch in lost { batch.abandon(error) }
    }
}
