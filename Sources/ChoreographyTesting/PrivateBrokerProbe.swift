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

    /// Returns when an administrator can log in and the management API answers.
    func waitUntilReady(_ node: PrivateBrokerProcess, until deadline: ContinuousClock.Instant) async throws {
        var last = "nothing listens yet"
        while true {
            guard !node.hasEnded else { throw PrivateBrokerError("the broker ended", log: folder.logTail()) }
            guard ContinuousClock.now < deadline else {
                throw PrivateBrokerError("the broker is not ready in time (\(last))", log: folder.logTail())
            }
            do {
                try await logIn()
                if await managementAnswers() { return }
                last = "the management API does not answer"
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

    /// Without a login: that it asks for one shows that it is there. On a thread that may block.
    private func managementAnswers() async -> Bool {
        let port = folder.ports.management
        return await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: Self.status(port: port, path: "/api/overview") == 401)
            }
        }
    }

    private static func status(port: Int, path: String) -> Int? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { Glibc.close(descriptor) }
        var limit = timeval(tv_sec: 2, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
        let connected = PrivateBrokerPorts.withLoopbackAddress(port: port) {
            Glibc.connect(descriptor, $0, $1)
        }
        guard connected == 0 else { return nil }
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
