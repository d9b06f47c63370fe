import Choreography

/// A ``ProjectionStatus`` as it is answered.
struct ProjectionDocument: Codable, Sendable {
    struct Rebuild: Codable, Sendable {
        let state: String
        let position: Int64
        let head: Int64
        let error: String?
    }

    let name: String
    let version: Int
    let position: Int64
    let head: Int64
    let lag: Int64
    let trouble: String?
    let rebuild: Rebuild?

    static func example(_ name: String) -> ProjectionDocument {
        ProjectionDocument(
            name: name, version: 1, position: 4711, head: 4711, lag: 0, trouble: nil,
            rebuild: Rebuild(state: "running", position: 500, head: 4711, error: nil))
    }

    static let schema = Schema.object(
        [
            "name": .string(),
            "version": .integer("Of the code that made what is read; 0: not built yet.", in: 0...Int.max),
            "position": .integer("Of the last fact that it holds.", in: 0...Int.max),
            "head": .integer("The position of the last fact that there is.", in: 0...Int.max),
            "lag": .integer("How many facts it is behind.", in: 0...Int.max),
            "trouble": .string("Why it cannot take in its next fact."),
            "rebuild": .object(
                [
                    "state": .choice(of: ProjectionStatus.Rebuild.State.allCases.map(\.rawValue)),
                    "position": .integer("Of the last fact that was taken in.", in: 0...Int.max),
                    "head": .integer("Of the last fact, when it was last looked.", in: 0...Int.max),
                    "error": .string("Why it failed."),
                ], optional: ["error"], "The one that is running, or else the last since the worker started."),
        ], optional: ["trouble", "rebuild"]
    ).named("Projection")
}

extension ProjectionDocument {
    init(_ status: ProjectionStatus) {
        self.init(
            name: status.name, version: status.version, position: status.position, head: status.head,
            lag: status.lag, trouble: status.trouble,
            rebuild: status.rebuild.map {
                Rebuild(state: $0.state.rawValue, position: $0.position, head: $0.head, error: $0.error)
            })
    }
}
