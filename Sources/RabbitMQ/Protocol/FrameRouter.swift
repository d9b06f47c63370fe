/// A frame from the broker, already copied out of librabbitmq's buffers.
enum InboundFrame: Sendable {
    case method(InboundMethod)
    case header(bodySize: UInt64, properties: [UInt8])
    case body([UInt8])
}

/// What a frame completes.
enum RoutedEvent: Sendable {
    case method(InboundMethod)
    case delivery(Delivery)
    case got(Delivery, remaining: UInt32)
    case returned(ReturnedMessage)
}

/// A message that no queue took.
struct ReturnedMessage: Sendable, Hashable {
    var code: UInt16
    var text: String
    var exchange: String
    var routingKey: String
    var messageID: String?
}

/// Puts the frames of a connection back together, for each channel: a method, and for those that carry
/// content a header and as many body frames as it takes. Pure: frames in, events out.
struct FrameRouter {
    private enum Channel {
        case expectingHeader(InboundMethod)
        case expectingBody(InboundMethod, properties: [UInt8], fragments: [[UInt8]], missing: UInt64)
    }

    /// Only channels in the middle of a message are in here.
    private var partial: [UInt16: Channel] = [:]

    /// Takes a frame in.
    ///
    /// - Throws: ``AMQPError/Code/protocolViolation`` when the frame cannot follow what came before.
    mutating func receive(_ frame: InboundFrame, on channel: UInt16) throws(AMQPError) -> RoutedEvent? {
        let before = partial.isEmpty ? nil : partial.removeValue(forKey: channel)
        switch (before, frame) {
        case (nil, .method(let method)) where method.hasContent:
            partial[channel] = .expectingHeader(method)
            return nil
        case (nil, .method(let method)):
            return .method(method)
        // The broker may close in the middle of a message, which is lost with the channel.
        case (_?, .method(.channelClose(let code, let text))):
            return .method(.channelClose(code: code, text: text))
        case (.expectingHeader(let method), .header(let size, let properties)):
            return size == 0
                ? try complete(method, properties, [])
                : more(channel, .expectingBody(method, properties: properties, fragments: [], missing: size))
        case (.expectingBody(let method, let properties, let fragments, let missing), .body(let fragment)):
            guard UInt64(fragment.count) <= missing else {
                throw AMQPError(.protocolViolation, "a body is longer than its header says")
            }
            let left = missing - UInt64(fragment.count)
            let all = fragments + [fragment]
            // Most messages fit one frame, whose bytes become the body without another copy.
            return left == 0
                ? try complete(method, properties, all.count == 1 ? fragment : Array(all.joined()))
                : more(
                    channel, .expectingBody(method, properties: properties, fragments: all, missing: left))
        default:
            throw AMQPError(.protocolViolation, "frames came out of order on channel \(channel)")
        }
    }

    /// Forgets what a channel that has ended left half done.
    mutating func forget(_ channel: UInt16) { partial[channel] = nil }

    private mutating func more(_ channel: UInt16, _ state: Channel) -> RoutedEvent? {
        partial[channel] = state
        return nil
    }

    private func complete(
        _ method: InboundMethod, _ encoded: [UInt8], _ body: [UInt8]
    ) throws(AMQPError) -> RoutedEvent {
        let properties: BasicProperties
        var malformed: AMQPError?
        do throws(AMQPError) { properties = try BasicProperties(encoded: encoded) } catch {
            properties = BasicProperties()
            malformed = error
        }
        switch method {
        case .deliver(let tag, let redelivered, let exchange, let routingKey):
            return .delivery(
                Delivery(
                    tag: tag, redelivered: redelivered, exchange: exchange, routingKey: routingKey,
                    properties: properties, body: body, malformed: malformed))
        case .got(let tag, let redelivered, let exchange, let routingKey, let remaining):
            let delivery = Delivery(
                tag: tag, redelivered: redelivered, exchange: exchange, routingKey: routingKey,
                properties: properties, body: body, malformed: malformed)
            return .got(delivery, remaining: remaining)
        case .returned(let code, let text, let exchange, let routingKey):
            return .returned(
                ReturnedMessage(
                    code: code, text: text, exchange: exchange, routingKey: routingKey,
                    messageID: properties.messageID))
        default: throw AMQPError(.protocolViolation, "content after a method that has none")
        }
    }
}

extension InboundMethod {
    /// Whether a header and a body follow.
    var hasContent: Bool {
        switch self {
        case .deliver, .got, .returned: true
        default: false
        }
    }
}
