internal import Dispatch
internal import Glibc
internal import Logging
internal import RabbitMQ

/// Finds out whether a private broker is ready.
struct PrivateBrokerProbe {
    private let folder: PrivateBrokerFolder
    private let logger: Logger

    init(_ folder: PrivateBrokerFolder, _ logger: Logger) {
        self.folder = folder
        self.logger = logger
    }

    /// Returns when an administrator can log in and the management API answers. Where only TLS is spoken no
    /// login is tried, since we may have no certificate to show: its listener is opened last, when all is ready.
    func waitUntilReady(_ node: PrivateBrokerProcess, until deadline: ContinuousClock.Instant) async throws {
        var last = "nothing listens yet"
        while true {
            guard !node.hasEnded else { throw PrivateBrokerError("the broker ended", log: folder.logTail()) }
            guard ContinuousClock.now < deadline else {
                throw PrivateBrokerError("the broker is not ready in time (\(last))", log: folder.logTail())
            }
            do {
                if folder.hasPlainListener { try await logIn() }
                let listens =
                    folder.tls == nil
                    ? true
                    : await Self.inBackground { [folder] in
                        Self.connected(to: folder.ports.amqps) { _ in true } ?? false
                    }
                if listens, await managementAnswers() { return }
                last = listens ? "the management API does not answer" : "nobody listens for TLS"
            } catch let error as AMQPError where error.code == .invalidArgument {
                throw error
            } catch {
                last = "\(error)"
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    private func logIn() async throws {
        let configuration = ConnectionConfiguration(
            port: folder.ports.amqp, username: folder.administrator.user,
            password: folder.administrator.password, name: "readiness", connectTimeout: .seconds(5))
        let connection = try await Connection.open(configuration, logger: logger)
        await connection.close()
    }

    /// Without a login: that it asks for one shows that it is there.
    private func managementAnswers() async -> Bool {
        let port = folder.ports.management
        return await Self.inBackground { Self.status(port: port, path: "/api/overview") == 401 }
    }

    /// On a thread that may block.
    private static func inBackground(_ ask: @escaping @Sendable () -> Bool) async -> Bool {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: ask()) }
        }
    }

    /// Runs `body` with a connected socket; `nil` when nobody listens there.
    private static func connected<T>(to port: Int, _ body: (Int32) -> T?) -> T? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { Glibc.close(descriptor) }
        var limit = timeval(tv_sec: 2, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
        let status = PrivateBrokerPorts.withLoopbackAddress(port: port) { Glibc.connect(descriptor, $0, $1) }
        return status == 0 ? body(descriptor) : nil
    }

    private static func status(port: Int, path: String) -> Int? {
        connected(to: port) { status(path: path, over: $0) }
    }

    private static func status(path: String, over descriptor: Int32) -> Int? {
        let request = Array("GET \(path) HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n".utf8)
        guard Glibc.send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count
        else { return nil }
        var reply = [UInt8](repeating: 0, count: 64)
        let count = recv(descriptor, &reply, reply.count, 0)
        guard count > 0 else { return nil }
        let parts = String(decoding: reply[..<count], as: UTF8.self).split(separator: " ", maxSplits: 2)
        return parts.count > 1 ? Int(parts[1]) : nil
    }
}
