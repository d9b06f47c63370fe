public import Choreography
public import Hummingbird
import Logging
import ServiceLifecycle
import Synchronization

/// The server-sent event streams that are open at the door: not more than a number of them, each with a sign
/// of life when there is nothing to say, all ended when the worker ends.
public final class EventStreams: Sendable {
    private let limit: Int
    private let heartbeat: Duration
    private let open = Mutex(0)

    /// - Parameters:
    ///   - limit: How many may be open at a time; each costs a connection and some memory.
    ///   - heartbeat: How often a comment is sent, so that proxies keep the connection, and so that a client
    ///     that is gone without a word is noticed.
    public init(limit: Int, heartbeat: Duration = .seconds(15)) {
        self.limit = limit
        self.heartbeat = heartbeat
    }

    /// How many are open.
    public var count: Int { open.withLock { $0 } }

    /// Opens one. It ends when `produce` returns or throws, when the client is gone, and when the worker ends;
    /// in the last two cases `produce` is cancelled.
    ///
    /// - Parameters:
    ///   - retry: After what time a client shall connect again, with the last id as `Last-Event-ID`.
    ///   - produce: Sends the events; runs once, and only when the client wants a body.
    /// - Throws: ``Problem`` 503 when as many are open as may be.
    public func open(
        for request: EndpointRequest, retry: Duration = .seconds(2),
        produce: @escaping @Sendable (EventStream) async throws -> Void
    ) throws -> Response {
        let place = try Place(in: self)
        let body = ResponseBody {
            [heartbeat, requestBody = request.request.body, logger = request.logger] writer in
            let channel = EventChannel()
            defer { place.leave() }
            try await requestBody.consumeWithInboundCloseHandler { _ in
                try await Self.closing(channel) {
                    try await writer.write(ByteBuffer(string: "retry: \(retry.milliseconds)\n\n"))
                    try await Self.write(from: channel, to: &writer, heartbeat: heartbeat) { stream in
                        do {
                            try await produce(stream)
                        } catch is CancellationError {
                        } catch {
                            logger.error(
                                "an event stream failed",
                                metadata: ["event": "http.stream.failed", "error.message": "\(error)"])
                        }
                    }
                }
            } onInboundClosed: {
                channel.close()
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: MediaTypes.eventStream, .cacheControl: "no-store",
                .xContentTypeOptions: "nosniff",
            ], body: body)
    }

    /// Closes the channel when the worker is to end, or has no time left to.
    private static func closing(
        _ channel: EventChannel, _ body: () async throws -> Void
    ) async throws {
        try await withTaskCancellationHandler {
            try await withGracefulShutdownHandler {
                try await body()
            } onGracefulShutdown: {
                channel.close()
            }
        } onCancel: {
            channel.close()
        }
    }

    /// Writes what is produced, and a comment now and then, until the channel is closed.
    private static func write(
        from channel: EventChannel, to writer: inout any ResponseBodyWriter, heartbeat: Duration,
        produce: @escaping @Sendable (EventStream) async -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer {
                channel.close()
                group.cancelAll()
            }
            group.addTask {
                defer { channel.close() }
                await produce(EventStream(channel: channel))
            }
            group.addTask {
                repeat { try await Task.sleep(for: heartbeat) } while await channel.send(":\n\n")
            }
            while let item = await channel.next() {
                do {
                    try await writer.write(ByteBuffer(string: item.text))
                    item.written.resume(returning: true)
                } catch {
                    item.written.resume(returning: false)
                    throw error
                }
            }
        }
    }

    /// One of the places, free again when it is left or the answer is thrown away.
    private final class Place: Sendable {
        private let streams: EventStreams
        private let isTaken = Mutex(true)

        init(in streams: EventStreams) throws(Problem) {
            let limit = streams.limit
            let isFree = streams.open.withLock { count in
                if count < limit { count += 1 } else { return false }
                return true
            }
            self.streams = streams
            guard isFree else {
                isTaken.withLock { $0 = false }
                throw Problem(
                    .serviceUnavailable, title: "Too many streams are open",
                    detail: "\(limit) are open, as many as HTTP_MAX_STREAMS allows; come again later",
                    headers: [.retryAfter: "5"])
            }
        }

        func leave() {
            let wasTaken = isTaken.withLock { isTaken in
                defer { isTaken = false }
                return isTaken
            }
            if wasTaken { streams.open.withLock { $0 -= 1 } }
        }

        deinit { leave() }
    }
}

/// The sending end of one open stream.
public struct EventStream: Sendable {
    let channel: EventChannel

    /// Returns when the event is on its way to the client: a slow one slows the sender.
    ///
    /// - Throws: `CancellationError` when the client is gone or the worker ends.
    public func send(_ event: ServerSentEvent) async throws {
        guard await channel.send(event.text) else { throw CancellationError() }
    }
}

/// What the OpenAPI document says about an endpoint that opens a stream.
public struct EventStreamAnswer: AnswerDescription {
    /// What the stream tells, as a sentence.
    public let summary: String
    /// 200
    public var status: HTTPResponse.Status { .ok }
    /// `text/event-stream`
    public var contentType: String { MediaTypes.eventStream }
    /// A text.
    public var schema: Schema { .string("Server-sent events; a comment now and then as a sign of life.") }

    /// - Parameter summary: What the stream tells, as a sentence.
    public init(_ summary: String) { self.summary = summary }

    /// None: it is no JSON.
    public func exampleBody() -> (any Encodable & Sendable)? { nil }
}

extension Duration {
    fileprivate var milliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }
}
