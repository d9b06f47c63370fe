import Foundation
import FoundationNetworking
import RabbitMQManagement

/// Asks a worker over HTTP how it is.
enum HealthDoor {
    /// What became of a question.
    enum Answer: Sendable {
        case answered(status: Int, body: Data)
        /// There is no such place, or nothing there.
        case nobodyListens
        /// Something may be there, and says nothing in time.
        case silence
    }

    /// Whether `<http>/health/ready` answers with 200.
    static func isReady(at http: String) async -> Bool {
        guard case .answered(200, _) = await get("health/ready", at: http) else { return false }
        return true
    }

    /// Asks for `<http>/<path>`; answers after `patience` at the latest.
    static func get(
        _ path: String, at http: String, token: String? = nil, patience: Duration = .seconds(2)
    ) async -> Answer {
        guard let url = URL(string: http.hasSuffix("/") ? http + path : "\(http)/\(path)") else {
            return .nobodyListens
        }
        var request = URLRequest(url: url)
        if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
        // Foundation's own timeout does not end a request to somebody who accepts it and says nothing.
        return await withTaskGroup(of: Answer.self) { [request] group in
            group.addTask { await ask(request) }
            group.addTask {
                try? await Task.sleep(for: patience)
                return .silence
            }
            defer { group.cancelAll() }
            return await group.next() ?? .silence
        }
    }

    private static func ask(_ request: URLRequest) async -> Answer {
        do {
            let (body, response) = try await URLSession.shared.exchange(request)
            return .answered(status: (response as? HTTPURLResponse)?.statusCode ?? 0, body: body)
        } catch {
            return switch (error as? URLError)?.code {
            case .cannotConnectToHost?, .cannotFindHost?: .nobodyListens
            default: .silence
            }
        }
    }
}
