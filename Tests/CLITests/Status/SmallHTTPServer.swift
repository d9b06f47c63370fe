import Foundation
import Glibc

/// An HTTP server that answers each path as it was told: one thread, one request after the other.
final class SmallHTTPServer: Sendable {
    let url: String
    private let listener: Int32

    struct CannotListen: Error {}

    /// - Parameter answers: by path, the status line's words and the body; nil: says nothing at all.
    init(_ answers: [String: (status: String, body: String)]?) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 16) == 0
                    && getsockname(listener, $0, &length) == 0
            }
        }
        guard isListening else { throw CannotListen() }
        self.listener = listener
        url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
        // Who says nothing leaves the connection to the kernel, as a stopped process does.
        guard let answers else { return }
        let loop: @Sendable () -> Void = {
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { return }
                Self.answer(client, answers)
                close(client)
            }
        }
        Thread.detachNewThread(loop)
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private static func answer(_ client: Int32, _ answers: [String: (status: String, body: String)]) {
        var bytes = [UInt8](repeating: 0, count: 8192)
        let count = recv(client, &bytes, bytes.count, 0)
        guard count > 0 else { return }
        let path = String(decoding: bytes[..<count], as: UTF8.self).split(separator: " ").dropFirst().first
        let (status, body) = answers[path.map(String.init) ?? ""] ?? ("404 Not Found", "")
        let text =
            "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)"
        let reply = Array(text.utf8)
        _ = send(client, reply, reply.count, Int32(MSG_NOSIGNAL))
    }
}
