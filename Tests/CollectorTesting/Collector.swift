package import Foundation
import Hummingbird
import Logging
import ServiceLifecycle
import Synchronization

/// A real HTTP server that takes spans as an OpenTelemetry collector does, and keeps them.
package final class TestCollector: Sendable {
    /// A request that has come in.
    package struct Received: Sendable {
        package let path: String
        package let headers: [String: String]
        package let body: Data
    }

    /// How a request is answered.
    package struct Answer: Sendable {
        package var status = 200
        package var body = "{}"

        package init(status: Int = 200, body: String = "{}") {
            self.status = status
            self.body = body
        }
    }

    private let requests = Mutex<[Received]>([])
    private let answer: @Sendable (_ number: Int) async -> Answer

    private init(_ answer: @escaping @Sendable (Int) async -> Answer) { self.answer = answer }

    /// Listens on a free port of this machine while `body` runs, which is told the URL.
    ///
    /// - Parameter answer: told the number of the request, from 1.
    package static func listen<Value: Sendable>(
        answering answer: @escaping @Sendable (_ number: Int) async -> Answer = { _ in Answer() },
        _ body: @Sendable (_ collector: TestCollector, _ url: String) async throws -> Value
    ) async throws -> Value {
        let collector = TestCollector(answer)
        let (ports, opened) = AsyncStream.makeStream(of: Int.self)
        let silence = Logger(label: "collector") { _ in SwiftLogNoOpLogHandler() }
        let router = Router()
        router.post("**") { request, _ in try await collector.take(request) }
        let application = Application(
            responder: router.buildResponder(),
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in opened.yield(channel.localAddress?.port ?? 0) }, logger: silence)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await ServiceGroup(services: [application], logger: silence).run()
            }
            defer { group.cancelAll() }
            var port = ports.makeAsyncIterator()
            guard let port = await port.next() else { throw CancellationError() }
            return try await body(collector, "http://127.0.0.1:\(port)")
        }
    }

    private func take(_ request: Request) async throws -> Response {
        let body = try await request.body.collect(upTo: 64 << 20)
        let headers = request.headers.reduce(into: [String: String]()) {
            $0[$1.name.canonicalName] = $1.value
        }
        let number = requests.withLock { requests in
            requests.append(
                Received(path: request.uri.path, headers: headers, body: Data(body.readableBytesView)))
            return requests.count
        }
        let answer = await answer(number)
        return Response(
            status: .init(code: answer.status),
            body: ResponseBody(byteBuffer: ByteBuffer(string: answer.body)))
    }

    /// All that came in so far.
    package var received: [Received] { requests.withLock { $0 } }
}
