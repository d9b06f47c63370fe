import Choreography
import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A client of RabbitMQ's management API, for the CLI and tests; workers never need it.
///
/// Works with RabbitMQ 3.10 to 4.x. Every call throws ``ManagementError``.
public struct ManagementClient: Sendable, CustomStringConvertible, CustomReflectable {
    let endpoint: ManagementEndpoint
    private let session: URLSession

    /// - Parameters:
    ///   - url: `http://user:password@host:port`, special characters percent-encoded.
    ///   - timeout: how long an answer may take.
    public init(url: String, timeout: Duration = .seconds(30)) throws(ManagementError) {
        endpoint = try ManagementEndpoint(url)
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = timeout / .seconds(1)
        configuration.urlCredentialStorage = nil
        session = URLSession(configuration: configuration, delegate: ChallengeRefusal(), delegateQueue: nil)
    }

    /// Host and port, no credentials.
    public var description: String { "management API at \(endpoint.name)" }

    /// Nothing to look into: the credentials stay out of debug output.
    public var customMirror: Mirror { Mirror(self, children: [:]) }

    /// - Parameter query: as it stands in the URL.
    func get<Answer: Decodable>(
        _ path: String..., query: String? = nil
    ) async throws(ManagementError) -> Answer {
        let data = try await exchange("GET", path, query: query, body: nil).data
        do {
            return try JSONDecoder().decode(Answer.self, from: data)
        } catch {
            throw ManagementError(
                request: told("GET", path), status: nil, reason: "the answer was not understood: \(error)",
                advice: "Check that this is RabbitMQ's management API, version 3.10 to 4.x")
        }
    }

    func put(_ path: String..., body: some Encodable & Sendable) async throws(ManagementError) {
        _ = try await send("PUT", path, body: encoded(body, "PUT", path))
    }

    func post(_ path: String..., body: some Encodable & Sendable) async throws(ManagementError) {
        _ = try await send("POST", path, body: encoded(body, "POST", path))
    }

    func delete(_ path: String...) async throws(ManagementError) {
        _ = try await send("DELETE", path, body: nil)
    }

    private func encoded(
        _ body: some Encodable, _ method: String, _ path: [String]
    ) throws(ManagementError) -> Data {
        do {
            return try JSONEncoder().encode(body)
        } catch {
            throw ManagementError(
                request: told(method, path), status: nil, reason: "the request could not be written as JSON",
                advice: "This is a mistake in the program")
        }
    }

    /// A header of the answer to a GET; nil when it has none of that name.
    func header(_ name: String, of path: String...) async throws(ManagementError) -> String? {
        try await exchange("GET", path, body: nil).response?.value(forHTTPHeaderField: name)
    }

    private func send(
        _ method: String, _ path: [String], body: Data?
    ) async throws(ManagementError) -> Data {
        try await exchange(method, path, body: body).data
    }

    private func exchange(
        _ method: String, _ path: [String], query: String? = nil, body: Data?
    ) async throws(ManagementError) -> (data: Data, response: HTTPURLResponse?) {
        guard let url = endpoint.url(path, query: query) else {
            throw ManagementError(
                request: told(method, path), status: nil, reason: "it makes no URL",
                advice: "Check the management URL")
        }
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.httpBody = body
        request.setValue(endpoint.authorization, forHTTPHeaderField: "Authorization")
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        let data: Data
        let response: URLResponse
        do {
            (data, response) = try await session.exchange(request)
        } catch {
            if (error as? URLError)?.code == .cancelled, !Task.isCancelled {
                throw ManagementError(
                    request: told(method, path), status: 401,
                    reason: "the broker refuses this user and password",
                    advice: ManagementError.advice(for: 401))
            }
            throw ManagementError(
                request: told(method, path), status: nil, reason: Self.words(of: error),
                advice: "Check that the broker is running and that its management plugin listens there")
        }
        let answer = response as? HTTPURLResponse
        let status = answer?.statusCode ?? 0
        guard (200..<300).contains(status) else {
            throw ManagementError(
                request: told(method, path), status: status, reason: Self.reason(in: data),
                advice: ManagementError.advice(for: status))
        }
        return (data, answer)
    }

    private func told(_ method: String, _ path: [String]) -> String {
        "\(method) \(ManagementEndpoint.path(path)) at \(endpoint.name)"
    }

    private static func words(of error: any Error) -> String {
        switch (error as? URLError)?.code {
        case .cannotConnectToHost?: "nothing listens there"
        case .cannotFindHost?: "the host is not known"
        case .timedOut?: "no answer in time"
        case .cancelled?: "the request was cancelled"
        case .networkConnectionLost?: "the connection was lost"
        default: (error as? URLError)?.localizedDescription ?? "no connection"
        }
    }

    /// The broker's own words: `reason` is a text, or a list of words.
    private static func reason(in data: Data) -> String {
        struct Refusal: Decodable {
            var error: String?
            var reason: Reason?
        }
        enum Reason: Decodable {
            case text(String)
            init(from decoder: any Decoder) throws {
                let value = try decoder.singleValueContainer()
                if let words = try? value.decode([String].self) {
                    self = .text(words.joined(separator: " "))
                } else {
                    self = .text(try value.decode(String.self))
                }
            }
        }
        guard let refusal = try? JSONDecoder().decode(Refusal.self, from: data) else {
            let text = String(decoding: data.prefix(500), as: UTF8.self)
            return text.isEmpty ? "no reason given" : text
        }
        if case .text(let reason)? = refusal.reason {
            return reason.split(whereSeparator: \.isNewline).joined(separator: " ")
        }
        return refusal.error ?? "no reason given"
    }
}
