import Foundation
import NIOCore
import NIOPosix

/// HTTP by hand, for what a decent client does not send and does not let see.
enum RawHTTP {
    /// Sends one request and gives all that is answered.
    static func ask(_ port: Int, _ line: String, _ headers: [String], _ body: String) async throws -> String {
        let head = [line] + headers + ["Connection: close", "Content-Length: \(body.utf8.count)", "", body]
        return try await connected(port) { inbound, outbound in
            try await outbound.write(ByteBuffer(string: head.joined(separator: "\r\n")))
            var text = ""
            for try await part in inbound { text += String(buffer: part) }
            return text
        }
    }

    typealias Inbound = NIOAsyncChannelInboundStream<ByteBuffer>
    typealias Outbound = NIOAsyncChannelOutboundWriter<ByteBuffer>

    /// A connection for as long as `body` runs.
    static func connected<Result: Sendable>(
        _ port: Int, _ body: (Inbound, Outbound) async throws -> Result
    ) async throws -> Result {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in try await body(inbound, outbound) }
    }
}
