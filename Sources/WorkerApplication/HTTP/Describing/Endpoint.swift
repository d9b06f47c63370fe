public import Hummingbird

/// One method of one path: what it is for, what it takes, how it answers. The router and the document at
/// `/openapi.json` are both made from it, so that neither knows what the other does not.
///
/// ```swift
/// Endpoint(.get, "/stock/{sku}", "One shelf", parameters: [sku], answers: [shelf]) { request in
///     try shelf(try await queries.level(of: try request[sku]))
/// }
/// ```
public struct Endpoint: Sendable {
    /// Who may ask.
    public enum Access: Sendable, Hashable {
        /// Anybody who reaches the door.
        case everybody
        /// Who has the token; without one, programs on this machine.
        case trusted
    }

    /// The method.
    public let method: HTTPRequest.Method
    /// As in OpenAPI: `/stock/{sku}`.
    public let path: String
    /// What it is for, in a few words.
    public let summary: String
    /// Who may ask.
    public let access: Access
    let parameters: [any ParameterDescription]
    let body: (any BodyDescription)?
    let answers: [any AnswerDescription]
    let problems: [ProblemAnswer]
    let handle: @Sendable (EndpointRequest) async throws -> Response

    /// Describes it.
    ///
    /// - Parameters:
    ///   - parameters: All that the request may have in path, query and headers; nothing else can be read, and
    ///     other query parameters are refused.
    ///   - body: The JSON body that the request must have; nil when none is read.
    ///   - answers: All ways to answer when all is well.
    ///   - problems: What can go wrong besides what can everywhere.
    ///   - handle: Answers; what it throws becomes a ``Problem``.
    public init(
        _ method: HTTPRequest.Method, _ path: String, _ summary: String, access: Access = .trusted,
        parameters: [any ParameterDescription] = [], body: (any BodyDescription)? = nil,
        answers: [any AnswerDescription], problems: [ProblemAnswer] = [],
        handle: @escaping @Sendable (EndpointRequest) async throws -> Response
    ) {
        self.method = method
        self.path = path
        self.summary = summary
        self.access = access
        self.parameters = parameters
        self.body = body
        self.answers = answers
        self.problems = problems
        self.handle = handle
    }
}

extension HTTPRequest.Method {
    /// Whether it may change something (RFC 9110, 9.2.1).
    var isChanging: Bool { ![.get, .head, .options, .trace].contains(self) }
}
