/// Exchanges, queues and bindings. Each call uses a channel of its own, which the broker closes when it
/// refuses; consumers and publishers do not notice.
extension Connection {
    /// Declares an exchange, or with `passive` checks that it exists.
    public func declareExchange(
        _ name: String, type: String = "topic", durable: Bool = true, passive: Bool = false,
        arguments: FieldTable = [:]
    ) async throws(AMQPError) {
        try await run(
            .exchangeDeclare(name, type: type, passive: passive, durable: durable, arguments: arguments))
    }

    /// Declares a queue, or with `passive` checks that it exists. The broker names one without a name.
    @discardableResult
    public func declareQueue(
        _ name: String, durable: Bool = true, exclusive: Bool = false, autoDelete: Bool = false,
        passive: Bool = false, arguments: FieldTable = [:]
    ) async throws(AMQPError) -> QueueState {
        let reply = try await run(
            .queueDeclare(
                name, passive: passive, durable: durable, exclusive: exclusive, autoDelete: autoDelete,
                arguments: arguments))
        guard case .queue(let state) = reply else { throw unexpected() }
        return state
    }

    /// Binds a queue to an exchange.
    public func bindQueue(
        _ queue: String, exchange: String, routingKey: String, arguments: FieldTable = [:]
    ) async throws(AMQPError) {
        try await run(.queueBind(queue, exchange: exchange, routingKey: routingKey, arguments: arguments))
    }

    /// Removes a binding.
    public func unbindQueue(
        _ queue: String, exchange: String, routingKey: String, arguments: FieldTable = [:]
    ) async throws(AMQPError) {
        try await run(.queueUnbind(queue, exchange: exchange, routingKey: routingKey, arguments: arguments))
    }

    /// Deletes a queue; the number of messages that went with it.
    @discardableResult
    public func deleteQueue(
        _ name: String, ifUnused: Bool = false, ifEmpty: Bool = false
    ) async throws(AMQPError) -> UInt32 {
        guard case .count(let count) = try await run(.queueDelete(name, ifUnused: ifUnused, ifEmpty: ifEmpty))
        else { throw unexpected() }
        return count
    }

    /// Deletes an exchange.
    public func deleteExchange(_ name: String, ifUnused: Bool = false) async throws(AMQPError) {
        try await run(.exchangeDelete(name, ifUnused: ifUnused))
    }

    /// Removes all ready messages of a queue; how many there were.
    @discardableResult
    public func purgeQueue(_ name: String) async throws(AMQPError) -> UInt32 {
        guard case .count(let count) = try await run(.queuePurge(name)) else { throw unexpected() }
        return count
    }

    /// Fetches one message, and how many are left; `nil` from an empty queue.
    ///
    /// Fetched messages share a channel of this connection until they are settled by ``settle(_:)``. A
    /// queue that cannot be read closes that channel, and unsettled messages go back to their queues.
    /// One call at a time: a second one before the first has returned is refused.
    public func get(queue: String) async throws(AMQPError) -> (delivery: Delivery, remaining: UInt32)? {
        let channel: Channel
        if let number = gettingChannel, let open = channels[number] {
            channel = open
        } else {
            channel = try await openChannel()
            gettingChannel = channel.number
        }
        switch try await request(.get(queue: queue), on: channel) {
        case .got(let delivery, let remaining): return (delivery, remaining)
        case .reply(.nothingThere): return nil
        case .reply: throw unexpected()
        }
    }

    /// Settles messages fetched by ``get(queue:)``.
    public func settle(_ settlements: [Settlement]) async throws(AMQPError) {
        guard let gettingChannel else { throw ending ?? .closed("channel of the fetched messages") }
        try settle(settlements, on: gettingChannel)
    }

    @discardableResult
    private func run(_ method: OutboundMethod) async throws(AMQPError) -> InboundMethod.Reply {
        let channel = try await openChannel()
        defer { end(channel, .closed("channel")) }
        return try await reply(method, on: channel)
    }

    private func unexpected() -> AMQPError {
        AMQPError(.protocolViolation, "the broker gave an answer of the wrong kind")
    }
}
