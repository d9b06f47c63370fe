import Foundation

/// What a worker's HTTP door told at one moment.
package struct WorkerReading: Sendable {
    /// Whether somebody is behind the door.
    package enum Door: Sendable, Hashable {
        case answers
        /// Something is there, and says nothing in time.
        case silent
        /// Nothing listens there.
        case closed
    }

    /// What `/health/ready` tells.
    package struct Health: Decodable, Sendable, Hashable {
        package var consuming: Bool
        package var publishing: Bool
        package var reasons: [String]
        package var outboxDepth: Int?

        enum CodingKeys: String, CodingKey {
            case consuming, publishing, reasons
            case outboxDepth = "outbox_depth"
        }
    }

    package var at = ContinuousClock.now
    package var door: Door
    /// Nil when nobody told.
    package var isReady: Bool?
    /// Nil when nobody told.
    package var health: Health?
    /// Of `/metrics`; nil when there is no such endpoint.
    package var figures: PrometheusText?
    /// Why the figures are not known, when the door says so.
    package var note: String?

    /// Asks the door `http` of the worker `name`.
    package static func take(of name: String, at http: String, token: String?) async -> WorkerReading {
        async let health = HealthDoor.get("health/ready", at: http, token: token)
        async let metrics = HealthDoor.get("metrics", at: http, token: token)
        var reading = WorkerReading(door: .answers)
        switch await health {
        case .nobodyListens: reading.door = .closed
        case .silence: reading.door = .silent
        case .answered(let status, let body):
            // Somebody else may answer there: what is no health is not taken for one.
            reading.health = try? JSONDecoder().decode(Health.self, from: body)
            if reading.health != nil { reading.isReady = status == 200 }
        }
        if case .answered(let status, let body) = await metrics {
            reading.enter(metrics: body, status: status, of: name)
        }
        return reading
    }

    /// Takes in what `/metrics` has answered.
    mutating func enter(metrics body: Data, status: Int, of name: String) {
        switch status {
        case 200:
            let all = PrometheusText(String(decoding: body, as: UTF8.self))
            let owners = Set(all.samples.compactMap { $0.labels["participant"] })
            figures = all.of(name)
            if !owners.isEmpty, !owners.contains(name) {
                note = "the door given for \(name) is that of \(owners.sorted().joined(separator: ", "))"
            } else if all.brokenLines > 0 {
                note = "\(all.brokenLines) lines of the figures of \(name) cannot be read"
            }
        case 401, 403:
            note =
                "\(name) does not tell its figures: set CHOREO_HTTP_TOKEN, or CHOREO_HTTP_TOKEN_FILE to a path"
        default: break
        }
    }
}
