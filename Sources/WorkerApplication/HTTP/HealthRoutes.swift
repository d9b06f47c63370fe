import Choreography
import Hummingbird

/// `/health/live`: the process answers. `/health/ready`: it consumes and publishes, else 503 with reasons.
struct HealthRoutes: Sendable {
    let participant: String
    let readiness: @Sendable () async -> Readiness

    var endpoints: [Endpoint] {
        let (participant, readiness) = (participant, readiness)
        let live = Answer(
            .ok, "It runs.", schema: Life.schema, example: Life(status: "live", participant: participant))
        let ready = Answer(
            .ok, "It consumes and publishes.", schema: Readiness.schema, example: Readiness.exampleReady)
        let notReady = Answer(
            .serviceUnavailable, "It does not; the reasons say why.", schema: Readiness.schema,
            example: Readiness.exampleNotReady)
        return [
            Endpoint(
                .get, "/health/live", "Whether the process answers", access: .everybody, answers: [live]
            ) { _ in try live(Life(status: "live", participant: participant)) },
            Endpoint(
                .get, "/health/ready", "Whether the worker does its work at the moment", access: .everybody,
                answers: [ready, notReady]
            ) { _ in
                let state = await readiness()
                return try state.ready ? ready(state) : notReady(state)
            },
        ]
    }

    private struct Life: Codable {
        let status: String
        let participant: String

        static let schema = Schema.object([
            "status": .choice(of: ["live"]), "participant": .string("The worker's name."),
        ])
    }
}

extension Readiness: Encodable {
    enum CodingKeys: String, CodingKey {
        case status, consuming, publishing, reasons
        case outboxDepth = "outbox_depth"
        case outboxAge = "outbox_age_seconds"
    }

    /// Writes an object.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(ready ? "ready" : "not ready", forKey: .status)
        try container.encode(consuming, forKey: .consuming)
        try container.encode(publishing, forKey: .publishing)
        try container.encode(outboxDepth, forKey: .outboxDepth)
        try container.encode(outboxAge.map { $0 / .seconds(1) } ?? 0, forKey: .outboxAge)
        try container.encode(reasons, forKey: .reasons)
    }

    fileprivate static let schema = Schema.object([
        "status": .choice(of: ["ready", "not ready"]), "consuming": .boolean(), "publishing": .boolean(),
        "outbox_depth": .integer("Events said and not yet confirmed by the broker.", in: 0...Int.max),
        "outbox_age_seconds": .number("For how long the oldest of them has waited; 0 when none waits."),
        "reasons": .list(of: .string("For people.")),
    ]).named("Readiness")

    fileprivate static let exampleReady = Readiness(
        ready: true, consuming: true, publishing: true, outboxDepth: 0, reasons: [])
    fileprivate static let exampleNotReady = Readiness(
        ready: false, consuming: false, publishing: true, outboxDepth: 3, outboxAge: .seconds(90),
        reasons: ["not consuming: the broker has gone away"])
}
