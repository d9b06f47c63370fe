import Choreography
import Hummingbird

/// `/projections`: how the participant's read models are, and a rebuild of one beside the one that is read.
struct ProjectionRoutes: Sendable {
    let projector: Projector

    /// None for a participant that has no projections.
    var endpoints: [Endpoint] {
        guard let first = projector.names.first else { return [] }
        let name = Parameter<String>(
            "name", in: .path, "Which read model.", schema: .choice(of: projector.names), example: first
        ) { $0 }
        let example = ProjectionDocument.example(first)
        let all = Answer(
            .ok, "All read models.", schema: .object(["items": .list(of: ProjectionDocument.schema)]),
            example: ProjectionList(items: [example]))
        let one = Answer(.ok, "The read model.", schema: ProjectionDocument.schema, example: example)
        let started = Answer(
            .accepted, "The rebuild has begun; ask where Location says how it goes.",
            schema: ProjectionDocument.schema, example: example)
        let unknown = ProblemAnswer(.notFound, "There is no such read model.")
        return [
            Endpoint(.get, "/projections", "How the read models are", answers: [all]) { [projector] _ in
                try all(ProjectionList(items: try await projector.status.map(ProjectionDocument.init)))
            },
            Endpoint(
                .get, "/projections/{name}", "How one read model is", parameters: [name], answers: [one],
                problems: [unknown]
            ) { [projector] request in
                try one(ProjectionDocument(try await projector.status(of: try request[name])))
            },
            Endpoint(
                .post, "/projections/{name}/rebuild",
                "Makes a read model anew from all recorded facts, beside the one that is read",
                parameters: [name], answers: [started],
                problems: [unknown, ProblemAnswer(.conflict, "It is being rebuilt already.")]
            ) { [projector] request in
                let name = try request[name]
                try await projector.startRebuild(name)
                return try started(
                    ProjectionDocument(try await projector.status(of: name)),
                    headers: [.location: "/projections/\(name)"])
            },
        ]
    }
}

/// All of them.
struct ProjectionList: Codable, Sendable {
    let items: [ProjectionDocument]
}
