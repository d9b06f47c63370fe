/// What a worker's HTTP door tells about a read model; as much of it as is needed here.
struct ProjectionReport: Decodable, Sendable {
    struct Rebuild: Decodable, Sendable {
        let state: String
        let position: Int
        let error: String?
    }

    let name: String
    let head: Int
    let rebuild: Rebuild?

    var isBeingRebuilt: Bool { rebuild?.state == "running" }
}

/// What has become of one rebuild.
struct RebuildOutcome: Encodable, Sendable {
    let name: String
    /// `finished` or `failed`
    let state: String
    /// The position of the last fact that was taken in.
    let position: Int
    /// The position of the last fact that there was.
    let head: Int
    let milliseconds: Int
    let error: String?

    init(_ report: ProjectionReport, after duration: Duration) {
        name = report.name
        state = report.rebuild?.state ?? "failed"
        position = report.rebuild?.position ?? 0
        head = report.head
        milliseconds = Int((duration / .milliseconds(1)).rounded())
        // A new process knows nothing of a rebuild that the one before has not brought to its end.
        error = report.rebuild == nil ? "the worker was started anew meanwhile" : report.rebuild?.error
    }

    var isFinished: Bool { state == "finished" }
}
