import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// An OpenTelemetry collector, spoken to by OTLP over HTTP in JSON.
struct Collector: Sendable {
    /// Why it has not taken what it was sent.
    struct Refusal: Error, CustomStringConvertible {
        let description: String
        /// Whether the same may be taken later.
        let isTransient: Bool
        /// When, if the collector has said so.
        var retryAfter: Duration?
    }

    private struct Answer: Decodable {
        struct PartialSuccess: Decodable {
            /// A 64-bit number is a string in protobuf's JSON, and some send a number.
            enum Count: Decodable {
                case known(Int)
                init(from decoder: any Decoder) throws {
                    let container = try decoder.singleValueContainer()
                    if let number = try? container.decode(Int.self) {
                        self = .known(number)
                    } else {
                        self = .known(Int(try container.decode(String.self)) ?? 0)
                    }
                }
            }

            let rejectedSpans: Count?
            let errorMessage: String?
        }
        let partialSuccess: PartialSuccess?
    }

    private let client: HTTPClient
    private let url: String
    private let headers: [(name: String, value: String)]
    private let timeout: TimeAmount

    init(_ configuration: ExportConfiguration) {
        var endpoint = configuration.endpoint
        while endpoint.hasSuffix("/") { endpoint.removeLast() }
        url = endpoint + "/v1/traces"
        headers = configuration.headers
        timeout = .nanoseconds(Int64(configuration.timeout / .nanoseconds(1)))
        var http = HTTPClient.Configuration()
        http.redirectConfiguration = .disallow
        http.timeout.connect = .seconds(5)
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: http)
    }

    /// - Returns: how many spans the collector has rejected, and why.
    /// - Throws: ``Refusal``, `CancellationError`.
    func take(_ body: [UInt8]) async throws -> (rejected: Int, reason: String)? {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
        request.body = .bytes(ByteBuffer(bytes: body))
        let (status, after, text) = try await ask(request)
        guard status == .ok else {
            throw Refusal(
                description: "the collector answers \(status.code) \(status.reasonPhrase)",
                isTransient: [429, 502, 503, 504].contains(status.code), retryAfter: after)
        }
        // What is no answer in JSON is no reason to send the spans again.
        guard let partial = (try? JSONDecoder().decode(Answer.self, from: Data(text)))?.partialSuccess,
            case .known(let count)? = partial.rejectedSpans, count > 0
        else { return nil }
        return (count, partial.errorMessage ?? "")
    }

    private func ask(
        _ request: HTTPClientRequest
    ) async throws -> (status: HTTPResponseStatus, after: Duration?, body: [UInt8]) {
        do {
            let response = try await client.execute(request, timeout: timeout)
            let body = try await response.body.collect(upTo: 64 << 10)
            let after = response.headers.first(name: "Retry-After").flatMap(Int.init).map {
                Duration.seconds(min(max(0, $0), 60))
            }
            return (response.status, after, Array(body.readableBytesView))
        } catch {
            try Task.checkCancellation()
            throw Refusal(description: "the collector cannot be reached: \(error)", isTransient: true)
        }
    }

    func close() async throws { try await client.shutdown() }
}
