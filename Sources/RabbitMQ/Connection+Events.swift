internal import Logging

/// What the broker says, and the end of the connection.
extension Connection {
    func handle(_ event: RoutedEvent, on number: UInt16) throws(AMQPError) {
        guard number != 0 else { return try handleOwn(event) }
        // A channel that is not there any more: the broker has not yet heard that it was closed.
        guard let channel = channels[number] else { return }
        switch event {
        case .delivery(let delivery):
            if channel.arrived.isEmpty { withArrivals.append(channel) }
            channel.arrived.append(delivery)
        case .got(let delivery, let remaining): channel.answer(.success(.got(delivery, remaining: remaining)))
        case .returned(let message):
            if !channel.confirms.returned(message) {
                logger.warning(
                    "the broker returned a message that is not open",
                    metadata: ["message.id": "\(message.messageID ?? "-")"])
            }
        case .method(let method): try handle(method, on: channel)
        }
    }

    private func handle(_ method: InboundMethod, on channel: Channel) throws(AMQPError) {
        switch method {
        case .ack(let tag, let multiple):
            try channel.confirms.confirm(tag, multiple: multiple, as: .confirmed) {
                $0.batch.settle($0.index, $1)
            }
        case .nack(let tag, let multiple):
            try channel.confirms.confirm(tag, multiple: multiple, as: .nacked) {
                $0.batch.settle($0.index, $1)
            }
        case .consumerCancelled:
            channel.handOver()
            channel.mailbox?.finish(
                AMQPError(
                    .consumerCancelled, "the broker cancelled the consumer: its queue was deleted or moved"))
        case .flow(let active): try send(.channelFlowOk(active: active), on: channel.number)
        case .channelClose(let code, let text):
            try send(.channelCloseOk, on: channel.number)
            remove(channel, AMQPError(closing: .channel, code: code, text: text))
        case .reply(.closed): remove(channel, channel.ending ?? .closed("channel"))
        case .reply(let reply): channel.answer(.success(.reply(reply)))
        default: throw AMQPError(.protocolViolation, "a connection's method came on a channel")
        }
    }

    /// Channel 0 is the connection's own.
    private func handleOwn(_ event: RoutedEvent) throws(AMQPError) {
        switch event {
        case .method(.blocked(let reason)):
            isBlocked = true
            logger.info("the broker blocks publishing", metadata: ["amqp.reason": "\(reason)"])
            notify.yield(.blocked(reason: reason))
        case .method(.unblocked):
            isBlocked = false
            logger.info("the broker takes publishes again")
            notify.yield(.unblocked)
        case .method(.connectionClose(let code, let text)):
            try? send(.connectionCloseOk, on: 0)
            throw AMQPError(closing: .connection, code: code, text: text)
        case .method(.reply(.closed)): channels[0]?.answer(.success(.reply(.closed)))
        default: throw AMQPError(.protocolViolation, "a channel's method came on the connection")
        }
    }

    /// Forgets a channel; everybody who waits for something of it gets the error.
    func remove(_ channel: Channel, _ error: AMQPError) {
        channels[channel.number] = nil
        router.forget(channel.number)
        if gettingChannel == channel.number { gettingChannel = nil }
        outgoing.abandon(channel: channel.number, error)
        channel.fail(error)
    }

    /// The connection has ended: for ever, and for everybody who waits for something of it.
    func fail(_ error: AMQPError) {
        guard ending == nil else { return }
        ending = error
        link = nil
        isBlocked = false
        outgoing.abandon(error)
        let lost = channels.values
        channels = [:]
        for channel in lost { channel.fail(error) }
        let isOurs = error.code == .alreadyClosed
        logger.debug("the connection ended", metadata: ["amqp.error": "\(error)"])
        notify.yield(.closed(isOurs ? nil : error))
        notify.finish()
        leaveThread()
    }
}
