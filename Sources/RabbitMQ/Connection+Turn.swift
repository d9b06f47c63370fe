/// The turn: what the connection's thread does between jobs.
extension Connection {
    /// Frames read and messages sent in one turn at most, so that jobs get their chance.
    private static let framesPerTurn = 8192
    private static let messagesPerTurn = 1024
    /// How much is sent before the socket is looked at again.
    private static let bytesPerChunk = 32 << 10
    private static let messagesPerChunk = 32

    /// Reads what has arrived, sends what waits, and says what to sleep for.
    func turn() -> PollPlan {
        guard link != nil else { return PollPlan() }
        var isBehind = false
        var wantsToWrite = false
        do throws(AMQPError) {
            isBehind = try drain()
            (isBehind, wantsToWrite) = try flush(isBehind)
        } catch {
            fail(error)
        }
        handOverArrivals()
        let timeout = expireOverdue()
        guard let socket = link?.socket else { return PollPlan() }
        return PollPlan(socket: socket, wantsToWrite: wantsToWrite, timeout: isBehind ? .zero : timeout)
    }

    /// Takes in every frame that has arrived. `true` if there may be more.
    func drain() throws(AMQPError) -> Bool {
        for _ in 0..<Self.framesPerTurn {
            guard let (channel, frame) = try link?.library.nextFrame() else { return false }
            if let event = try router.receive(frame, on: channel) { try handle(event, on: channel) }
        }
        return true
    }

    /// Sends messages while the socket takes them.
    private func flush(_ wasBehind: Bool) throws(AMQPError) -> (isBehind: Bool, wantsToWrite: Bool) {
        var isBehind = wasBehind
        var budget = Self.messagesPerTurn
        while !outgoing.isEmpty, !isBlocked, let socket = link?.socket {
            guard budget > 0 else { return (true, false) }
            let readiness = SocketReadiness(socket)
            // What the broker says may change everything, and a peer nobody reads from stops reading.
            if readiness.canRead, try drain() { isBehind = true }
            guard readiness.canWrite else { return (isBehind, true) }
            budget -= try sendChunk()
        }
        return (isBehind, false)
    }

    /// Sends a few messages in one burst; how many it was.
    private func sendChunk() throws(AMQPError) -> Int {
        try write(isBurst: true) { () throws(AMQPError) in
            var count = 0
            var bytes = 0
            while count < Self.messagesPerChunk, bytes < Self.bytesPerChunk, !isBlocked,
                let batch = outgoing.first
            {
                guard batch.next < batch.messages.count else {
                    outgoing.removeFirst()
                    continue
                }
                bytes += try send(batch)
                count += 1
            }
            return count
        }
    }

    /// Sends the next message of a batch; the size of its body.
    private func send(_ batch: PublishBatch) throws(AMQPError) -> Int {
        let index = batch.next
        let message = batch.messages[index]
        batch.next += 1
        guard let channel = channels[batch.channel], channel.ending == nil else {
            batch.settle(index, .unknown(channels[batch.channel]?.ending ?? .closed("publisher")))
            return 0
        }
        let lengths: (exchange: Int, key: Int)
        do throws(AMQPError) { lengths = try encode(message) } catch {
            batch.settle(index, .refused(error))
            return 0
        }
        // Before it is sent: if sending fails half-way, the message may have arrived all the same.
        channel.confirms.sent(PublishTicket(batch: batch, index: index))
        try link?.library.publish(
            envelope: writer.bytes, exchangeLength: lengths.exchange, routingKeyLength: lengths.key,
            mandatory: message.mandatory, body: message.body, on: channel.number)
        return message.body.count + writer.bytes.count
    }

    /// Writes exchange, routing key and properties, or says why the message can never be sent.
    private func encode(_ message: Message) throws(AMQPError) -> (exchange: Int, key: Int) {
        guard message.body.count <= configuration.maximumBodySize else {
            throw AMQPError(
                .invalidArgument,
                "a body of \(message.body.count) bytes, the limit is \(configuration.maximumBodySize)")
        }
        writer.removeAll()
        let exchange = writer.text(message.exchange)
        let key = writer.text(message.routingKey)
        guard exchange <= 255, key <= 255 else {
            let (name, length) = exchange > 255 ? ("exchange", exchange) : ("routing key", key)
            throw AMQPError(.invalidArgument, "the \(name) has \(length) bytes, AMQP allows 255")
        }
        try message.properties.encode(into: &writer)
        let properties = writer.bytes.count - exchange - key
        guard properties <= link?.maximumPropertiesSize ?? 0 else {
            throw AMQPError(.invalidArgument, "properties of \(properties) bytes do not fit a frame")
        }
        return (exchange, key)
    }

    private func handOverArrivals() {
        for channel in withArrivals { channel.handOver() }
        withArrivals.removeAll(keepingCapacity: true)
    }

    /// Ends channels on which the broker owes an answer or a confirm for too long; how long to sleep at most.
    private func expireOverdue() -> Duration? {
        let now = ContinuousClock.now
        var sleep = link?.pumpInterval
        for channel in channels.values {
            if let request = channel.request {
                let left = request.deadline - now
                if left > .zero { sleep = min(sleep ?? left, left) } else { expire(channel, request) }
            }
            // A broker that takes no messages cannot confirm them.
            if isBlocked { channel.forgiveConfirms() }
            if !isBlocked, let overdue = channel.confirmOverdue(at: now) {
                let left = configuration.confirmTimeout - overdue
                if left > .zero { sleep = min(sleep ?? left, left) } else { expireConfirms(of: channel) }
            }
        }
        return sleep
    }
}
