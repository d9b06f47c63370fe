/// A frame from the broker, already copied out of librabbitmq's buffers.
enum InboundFrame: Sendable {
    case method(InboundMethod)
    case header(bodySize: UInt64, ReceivedProperties)
    case body([UInt8])
}

/// The property list of a message, or what is wrong with it, which concerns that message alone.
enum ReceivedProperties: Sendable {
    /// It could be read.
    case sound(BasicProperties)
    /// What is wrong. Indirect: errors are large and rare, and this is handed on with every message.
    indirect case malformed(AMQPError)

    /// Reads a property list that is all that is left to read.
    init(_ reader: inout WireReader, _ names: NameCache? = nil) {
        do throws(AMQPError) { self = .sound(try BasicProperties(whole: &reader, names)) } catch {
            self = .malformed(error)
        }
    }
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
    /// A message that is not all there.
    private struct Partial {
        let method: InboundMethod
        /// `nil` until the header has come.
        var properties: ReceivedProperties?
        var body: [UInt8] = []
        var missing: UInt64 = 0
    }

    /// A channel in the middle of a message: nearly always there is no other.
    private var current: (channel: UInt16, partial: Partial)?
    /// The others that are in the middle of a message.
    private var others: [UInt16: Partial] = [:]

    /// Takes a frame in.
    ///
    /// - Throws: ``AMQPError/Code/protocolViolation`` when the frame cannot follow what came before.
    mutating func receive(
        _ frame: consuming InboundFrame, on channel: UInt16
    ) throws(AMQPError) -> RoutedEvent? {
        switch consume frame {
        case .method(let method): return try receive(method, on: channel)
        case .header(let size, let properties):
            guard var partial = take(channel), partial.properties == nil else { throw outOfOrder(channel) }
            (partial.properties, partial.missing) = (properties, size)
            return try proceed(with: partial, on: channel)
        case .body(let fragment):
            guard var partial = take(channel), partial.properties != nil else { throw outOfOrder(channel) }
            guard UInt64(fragment.count) <= partial.missing else {
                throw AMQPError(.protocolViolation, "a body is longer than its header says")
            }
            partial.missing -= UInt64(fragment.count)
            // Most messages fit one frame, whose bytes become the body without another copy.
            if partial.body.isEmpty { partial.body = fragment } else { partial.body += fragment }
            return try proceed(with: partial, on: channel)
        }
    }

    private mutating func receive(
        _ method: consuming InboundMethod, on channel: UInt16
    ) throws(AMQPError) -> RoutedEvent? {
        if take(channel) != nil {
            // The broker may close in the middle of a message, which is lost with the channel.
            guard case .channelClose = method else { throw outOfOrder(channel) }
        }
        guard method.hasContent else { return .method(method) }
        keep(Partial(method: method), of: channel)
        return nil
    }

    /// Forgets what a channel that has ended left half done.
    mutating func forget(_ channel: UInt16) { _ = take(channel) }

    private mutating func take(_ channel: UInt16) -> Partial? {
        if let current, current.channel == channel {
            self.current = nil
            return current.partial
        }
        return others.isEmpty ? nil : others.removeValue(forKey: channel)
    }

    private mutating func keep(_ partial: consuming Partial, of channel: UInt16) {
        if current == nil { current = (channel, partial) } else { others[channel] = partial }
    }

    private mutating func proceed(
        with partial: consuming Partial, on channel: UInt16
    ) throws(AMQPError) -> RoutedEvent? {
        if partial.missing == 0 { return try complete(partial) }
        keep(partial, of: channel)
        return nil
    }

    private func outOfOrder(_ channel: UInt16) -> AMQPError {
        AMQPError(.protocolViolation, "frames came out of order on channel \(channel)")
    }

    private func complete(_ partial: borrowing Partial) throws(AMQPError) -> RoutedEvent {
        var properties = BasicProperties.none
        var malformed: AMQPError?
        switch partial.properties {
        case .sound(let sound): properties = sound
        case .malformed(let error): malformed = error
        case nil: break
        }
        let body = partial.body
        switch partial.method {
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
