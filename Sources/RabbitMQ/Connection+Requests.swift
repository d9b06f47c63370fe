/// Requests: methods that the broker answers. Each channel has one at a time.
extension Connection {
    /// Some 20 KiB: as much as is published in one burst.
    private static let settlementsPerBurst = 1024

    /// Sends a method. A value that AMQP cannot carry is refused before anything is sent.
    func send(_ method: OutboundMethod, on channel: UInt16) throws(AMQPError) {
        try write(isBurst: false) { () throws(AMQPError) in try put(method, on: channel) }
    }

    /// Runs `body`, which writes to the socket, one frame or a burst of them.
    func write<T>(isBurst: Bool, _ body: () throws(AMQPError) -> T) throws(AMQPError) -> T {
        guard let socket = link?.watchedSocket else { throw ending ?? .closed("connection") }
        return try socket.write(isBurst: isBurst, body)
    }

    /// As ``send(_:on:)``, within a call of ``write(isBurst:_:)``.
    private func put(_ method: OutboundMethod, on channel: UInt16) throws(AMQPError) {
        writer.removeAll()
        try method.write(into: &writer)
        guard writer.bytes.count <= (link?.maximumPropertiesSize ?? 0) else {
            throw AMQPError(.invalidArgument, "arguments of \(writer.bytes.count) bytes do not fit a frame")
        }
        try link?.library.send(method.id.rawValue, writer.bytes, on: channel)
    }

    /// Sends a method and waits for its answer, for `limit` or the configuration's ``ConnectionConfiguration/rpcTimeout``.
    @discardableResult
    func request(
        _ method: OutboundMethod, on channel: Channel, within limit: Duration? = nil
    ) async throws(AMQPError) -> Channel.Answered {
        if let ending = channel.ending ?? self.ending { throw ending }
        guard channel.request == nil else {
            throw AMQPError(.invalidArgument, "another request of this channel has not been answered yet")
        }
        let answer = await withCheckedContinuation { continuation in
            let deadline = ContinuousClock.now + (limit ?? configuration.rpcTimeout)
            channel.request = Channel.Request(continuation: continuation, deadline: deadline, name: method.id)
            do throws(AMQPError) { try send(method, on: channel.number) } catch {
                channel.answer(.failure(error))
                // Nothing was sent if the value was at fault; anything else is the end of the connection.
                if error.code != .invalidArgument { fail(error) }
            }
        }
        return try answer.get()
    }

    /// As ``request(_:on:)`` for methods that have a plain answer.
    @discardableResult
    func reply(_ method: OutboundMethod, on channel: Channel) async throws(AMQPError) -> InboundMethod.Reply {
        guard case .reply(let reply) = try await request(method, on: channel) else {
            throw AMQPError(.protocolViolation, "the broker answered \(method.id) with a message")
        }
        return reply
    }

    /// Nobody answered in time. The answer may still come, so the channel cannot be used again.
    func expire(_ channel: Channel, _ request: Channel.Request) {
        let seconds = configuration.rpcTimeout
        let error = AMQPError(.timedOut, "the broker did not answer \(request.name) within \(seconds)")
        channel.answer(.failure(error))
        end(channel, error)
    }

    /// The broker owes a confirm for too long. It may still have the message, so the channel is of no use any more.
    func expireConfirms(of channel: Channel) {
        let (open, limit) = (channel.confirms.openCount, configuration.confirmTimeout)
        end(
            channel,
            AMQPError(.timedOut, "the broker has not confirmed a message for \(limit) (\(open) are open)"))
    }

    /// Opens a channel.
    func openChannel() async throws(AMQPError) -> Channel {
        if let ending { throw ending }
        let last = max(link?.library.channelMax ?? 0, 1)
        guard let number = (1...last).first(where: { channels[$0] == nil }) else {
            throw AMQPError(.resourceExhausted, "all \(last) channels of the connection are in use")
        }
        let channel = Channel(number: number)
        channels[number] = channel
        try await reply(.channelOpen, on: channel)
        return channel
    }

    /// Closes a channel from this side, without waiting: its number is free again when the broker agrees.
    func end(_ channel: Channel, _ error: AMQPError) {
        guard ending == nil, channel.ending == nil else { return }
        outgoing.abandon(channel: channel.number, error)
        channel.fail(error)
        if gettingChannel == channel.number { gettingChannel = nil }
        do throws(AMQPError) { try send(.channelClose, on: channel.number) } catch { fail(error) }
    }

    /// Settles deliveries of a channel.
    func settle(_ settlements: [Settlement], on number: UInt16) throws(AMQPError) {
        guard let channel = channels[number], channel.ending == nil else {
            throw channels[number]?.ending ?? ending ?? .closed("channel")
        }
        do throws(AMQPError) {
            for start in stride(from: 0, to: settlements.count, by: Self.settlementsPerBurst) {
                let burst = settlements[start...].prefix(Self.settlementsPerBurst)
                try write(isBurst: burst.count > 1) { () throws(AMQPError) in
                    for settlement in burst { try put(.settle(settlement), on: number) }
                }
            }
        } catch {
            fail(error)
            throw error
        }
    }

    /// Closes the connection politely and ends its thread. Whatever is still pending fails with
    /// ``AMQPError/Code/alreadyClosed``. Returns at once when the connection has ended already.
    public func close() async {
        guard ending == nil, channels[0] == nil else { return }
        let own = Channel(number: 0)
        for channel in channels.values {
            outgoing.abandon(channel: channel.number, .closed("connection"))
            channel.fail(.closed("connection"))
        }
        channels[0] = own
        // Politeness has its limit: a broker that does not answer will notice by the closed socket.
        _ = try? await request(.connectionClose, on: own, within: min(.seconds(2), configuration.rpcTimeout))
        fail(.closed("connection"))
    }
}
