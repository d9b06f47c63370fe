import Hummingbird

/// Lets web pages from the named origins ask (CORS, as the Fetch standard has it). Other pages get an answer
/// that their browser keeps from them.
struct CrossOrigin: RouterMiddleware {
    typealias Context = BasicRequestContext
    let origins: [String]

    func handle(
        _ request: Request, context: BasicRequestContext,
        next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        guard !origins.isEmpty else { return try await next(request, context) }
        let origin = request.headers[.origin].flatMap { origins.contains($0) ? $0 : nil }
        var response: Response
        if origin != nil, request.method == .options,
            request.headers[.accessControlRequestMethod] != nil
        {
            response = Response(status: .noContent, headers: Self.permissions)
        } else {
            response = try await next(request, context)
            response.headers[.accessControlExposeHeaders] = "Location, Retry-After"
        }
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[values: .vary].append("Origin")
        return response
    }

    private static let permissions: HTTPFields = [
        .accessControlAllowMethods: "GET, HEAD, POST, PUT, PATCH, DELETE",
        .accessControlAllowHeaders: "Authorization, Content-Type, Idempotency-Key, Last-Event-ID",
        .accessControlMaxAge: "600",
    ]
}
