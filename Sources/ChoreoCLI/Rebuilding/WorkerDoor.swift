import Choreography
import Foundation
import FoundationNetworking
import RabbitMQManagement
import ShopSystem

/// A client of a worker's HTTP door.
struct WorkerDoor: Sendable {
    /// Whose it is, for people.
    let name: String
    let url: URL
    let token: String?

    /// The names of the worker's read models.
    func projections() async throws(CommandFailure) -> [String] {
        struct List: Decodable { let items: [ProjectionReport] }
        let (status, body) = try await send("GET", ["projections"])
        guard status != 404 else { throw CommandFailure(.failed, "\(name) has no read models") }
        return try read(List.self, status, body).items.map(\.name)
    }

    /// How a read model is.
    func projection(_ name: String) async throws(CommandFailure) -> ProjectionReport {
        let (status, body) = try await send("GET", ["projections", name])
        return try read(ProjectionReport.self, status, body)
    }

    /// Has the worker begin to rebuild a read model.
    func startRebuild(_ name: String) async throws(CommandFailure) -> ProjectionReport {
        let (status, body) = try await send("POST", ["projections", name, "rebuild"])
        return try read(ProjectionReport.self, status, body)
    }

    private func send(
        _ method: String, _ path: [String]
    ) async throws(CommandFailure) -> (status: Int, body: Data) {
        let base = url.absoluteString.hasSuffix("/") ? url.absoluteString : url.absoluteString + "/"
        let path = path.map(PercentEncoding.encode).joined(separator: "/")
        guard let address = URL(string: base + path) else {
            throw CommandFailure(.badData, "\(base)\(path) is no URL")
        }
        var request = URLRequest(url: address)
        request.httpMethod = method
        if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
        // On Linux it is the session's time that counts, not the request's.
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = 30
        let session = URLSession(configuration: configuration)
        defer { session.finishTasksAndInvalidate() }
        do {
            let (body, response) = try await session.exchange(request)
            return ((response as? HTTPURLResponse)?.statusCode ?? 0, body)
        } catch {
            throw CommandFailure(
                .unavailable, "\(name) cannot be reached at \(url.absoluteString): \(Self.words(of: error))")
        }
    }

    private func read<Body: Decodable>(
        _ type: Body.Type, _ status: Int, _ body: Data
    ) throws(CommandFailure) -> Body {
        guard (200..<300).contains(status) else { throw refusal(status, body) }
        do {
            return try JSONDecoder().decode(type, from: body)
        } catch {
            throw CommandFailure(
                .failed, "what answers at \(url.absoluteString) is no worker of ours, or of another version")
        }
    }

    /// What a problem (RFC 9457) means for the command.
    private func refusal(_ status: Int, _ body: Data) -> CommandFailure {
        let detail = (JSONValue(parsing: body)?["detail"]?.string ?? "it answers with status \(status)")
            .onOneLine
        return switch status {
        case 401:
            CommandFailure(
                .unavailable,
                "\(name) refuses: \(detail). Set CHOREO_HTTP_TOKEN, or CHOREO_HTTP_TOKEN_FILE to a file's path."
            )
        case 403: CommandFailure(.unavailable, "\(name) refuses: \(detail)")
        case 409, 503: CommandFailure(.temporary, "\(name): \(detail)")
        default: CommandFailure(.failed, "\(name): \(detail)")
        }
    }

    private static func words(of error: any Error) -> String {
        switch (error as? URLError)?.code {
        case .cannotConnectToHost?: "nothing listens there"
        case .cannotFindHost?: "the host is not known"
        case .timedOut?: "no answer in time"
        case .networkConnectionLost?: "the connection was lost"
        default: (error as? URLError)?.localizedDescription ?? "no connection"
        }
    }
}
