import Foundation
import FoundationNetworking

/// Asks a worker over HTTP whether it does its work.
enum HealthDoor {
    /// Whether `<http>/health/ready` answers with 200.
    static func isReady(at http: String) async -> Bool {
        guard let url = URL(string: "\(http)/health/ready") else { return false }
        let answer = try? await URLSession.shared.data(for: URLRequest(url: url, timeoutInterval: 2))
        return (answer?.1 as? HTTPURLResponse)?.statusCode == 200
    }
}
