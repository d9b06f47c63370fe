import Choreography
import Hummingbird
import Logging

/// All that the HTTP door answers, and who may ask: puts endpoints, their description and the guards together.
struct Door: Sendable {
    let participant: String
    let about: String
    let endpoints: [Endpoint]
    let policy: DoorPolicy
    let logger: Logger

    /// What is served: the endpoints, and the document that describes them, itself included.
    var described: [Endpoint] {
        let document = OpenAPIDocument(
            title: participant, summary: about, version: WorkerApplication.version,
            endpoints: endpoints + [Self.openAPI { [:] }], needsToken: policy.token != nil)
        return endpoints + [Self.openAPI { try document.json() }]
    }

    /// Paths that exist answer other methods than theirs with 405.
    func router() -> Router<BasicRequestContext> {
        let router = Router(options: .autoGenerateHeadEndpoints)
        let endpoints = described
        router.add(middleware: CrossOrigin(origins: policy.origins))
        router.add(middleware: ProblemResponses(logger: logger))
        for endpoint in endpoints where endpoint.access == .everybody { add(endpoint, to: router) }
        router.add(
            middleware: DoorGuard(
                token: policy.token.map(BearerToken.init), host: policy.host, origins: policy.origins))
        for endpoint in endpoints where endpoint.access == .trusted { add(endpoint, to: router) }
        for (path, known) in Dictionary(grouping: endpoints, by: \.path) {
            refuse(path, to: router, known: Set(known.map(\.method)))
        }
        return router
    }

    private func add(_ endpoint: Endpoint, to router: Router<BasicRequestContext>) {
        router.on(RouterPath(endpoint.path), method: endpoint.method) { [policy] request, context in
            let request = EndpointRequest(
                id: context.requestID, request: request, pathValues: context.parameters, endpoint: endpoint,
                maximumBodyBytes: policy.maximumBodyBytes, logger: context.logger)
            try request.checkQuery()
            return try await endpoint.handle(request)
        }
    }

    private func refuse(
        _ path: String, to router: Router<BasicRequestContext>, known: Set<HTTPRequest.Method>
    ) {
        let allowed = known.union(known.contains(.get) ? [.head] : [])
        let words = allowed.map(\.rawValue).sorted().joined(separator: ", ")
        for method in Self.methods where !allowed.contains(method) {
            router.on(RouterPath(path), method: method) { _, _ -> Response in
                throw Problem(
                    .methodNotAllowed, detail: "this path answers \(words)", headers: [.allow: words])
            }
        }
    }

    static let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options, .trace]

    private static func openAPI(_ document: @escaping @Sendable () throws -> JSONValue) -> Endpoint {
        let answer = Answer(
            .ok, "An OpenAPI 3.1 document.",
            schema: .object([
                "openapi": .string(), "info": .object([:]), "paths": .object([:]), "components": .object([:]),
            ]),
            example: JSONValue.object(["openapi": "3.1.0", "info": [:], "paths": [:], "components": [:]]))
        return Endpoint(
            .get, "/openapi.json", "Describes all that this door answers", access: .everybody,
            answers: [answer]
        ) { _ in try answer(document()) }
    }
}

/// Who may ask, and how much.
struct DoorPolicy: Sendable {
    /// Where the door listens.
    var host = "127.0.0.1"
    var token: String?
    var origins: [String] = []
    var maximumBodyBytes = 64 << 10
}
