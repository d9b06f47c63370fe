import Hummingbird

/// `/health/live`: the process answers. `/health/ready`: it consumes and publishes, else 503 with reasons.
struct HealthRoutes: Sendable {
    let participant: String
    let readiness: @Sendable () async -> Readiness

    func add(to router: Router<BasicRequestContext>) {
        let participant = participant
        let readiness = readiness
        router.get("health/live") { _, _ in
            Self.response(.ok, #"{"status":"live","participant":\#(JSONText.quote(participant))}"#)
        }
        router.get("health/ready") { _, _ in
            let state = await readiness()
            return Self.response(state.ready ? .ok : .serviceUnavailable, Self.json(state))
        }
    }

    private static func json(_ state: Readiness) -> String {
        let reasons = state.reasons.map(JSONText.quote).joined(separator: ",")
        return """
            {"status":"\(state.ready ? "ready" : "not ready")","consuming":\(state.consuming),\
            "publishing":\(state.publishing),"outbox_depth":\(state.outboxDepth),"reasons":[\(reasons)]}
            """
    }

    private static func response(_ status: HTTPResponse.Status, _ json: String) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: json + "\n")))
    }
}
