import Hummingbird

/// Lets in who may: with a token whoever shows it; without one only programs on this machine, and no page that
/// a browser on this machine has from elsewhere.
struct DoorGuard: RouterMiddleware {
    typealias Context = BasicRequestContext
    let token: BearerToken?
    /// Where the door listens.
    let host: String
    /// Web pages from there may ask.
    let origins: [String]

    func handle(
        _ request: Request, context: BasicRequestContext,
        next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        if let token {
            guard token.isShown(by: request) else { throw Self.unauthorized }
        } else {
            try checkNeighbour(request)
        }
        return try await next(request, context)
    }

    private func checkNeighbour(_ request: Request) throws(Problem) {
        guard Loopback.isAddress(host) else {
            throw Self.forbidden(
                """
                this door listens on an address that others can reach, and has no token to know them by: set \
                HTTP_TOKEN_FILE (or HTTP_TOKEN) where the worker is started, or let it listen on 127.0.0.1
                """)
        }
        guard Loopback.isAuthority(request.head.authority) else {
            throw Self.forbidden(
                """
                without a token this door answers only to localhost, 127.0.0.1 or [::1] in the Host header: ask \
                by that name, or set HTTP_TOKEN_FILE where the worker is started
                """)
        }
        guard request.method.isChanging, let origin = request.headers[.origin] else { return }
        guard origins.contains(origin) || origin == "http://\(request.head.authority ?? "")" else {
            throw Self.forbidden(
                "a web page from elsewhere may not change things here: name its origin in HTTP_CORS_ORIGINS")
        }
    }

    private static let unauthorized = Problem(
        .unauthorized, detail: "show the token of HTTP_TOKEN: Authorization: Bearer TOKEN",
        headers: [.wwwAuthenticate: "Bearer"])

    private static func forbidden(_ detail: String) -> Problem { Problem(.forbidden, detail: detail) }
}
