import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTPTypes

/// Ends a connection whose request does not come to its end in time, however often a little more of it comes; says so
/// (RFC 9110, 15.5.9) where nothing was answered yet. Requests that do not even begin end by the server's idle
/// timeout. Lives on the event loop of its connection.
final class RequestDeadline: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let limit: Duration
    private var deadline: Scheduled<Void>?
    private var isAnswered = false

    init(_ limit: Duration) { self.limit = limit }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            isAnswered = false
            deadline = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(limit)) {
                self.end(context)
            }
        case .body: break
        case .end: forget()
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .head = unwrapOutboundIn(data) { isAnswered = true }
        context.write(data, promise: promise)
    }

    func channelInactive(context: ChannelHandlerContext) {
        forget()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { forget() }

    private func forget() {
        deadline?.cancel()
        deadline = nil
    }

    private func end(_ context: ChannelHandlerContext) {
        if !isAnswered {
            let problem = Problem(
                .requestTimeout, detail: "the request must be complete within \(limit)",
                headers: [.connection: "close"])
            // Nothing but texts; without them the status says the same.
            let body = (try? ByteBuffer(json: problem.document(of: nil))) ?? ByteBuffer()
            var headers = problem.headers.describingJSON(MediaTypes.problem)
            headers[.contentLength] = "\(body.readableBytes)"
            context.write(
                wrapOutboundOut(.head(HTTPResponse(status: problem.status, headerFields: headers))),
                promise: nil)
            context.write(wrapOutboundOut(.body(body)), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
        context.close(promise: nil)
    }
}
