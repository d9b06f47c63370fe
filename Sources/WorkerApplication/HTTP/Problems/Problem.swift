import Choreography
public import Hummingbird

/// Why a request is not answered as wished: RFC 9457, `application/problem+json`. Thrown by whoever handles a
/// request, written by the door.
public struct Problem: Error, Sendable, Hashable, CustomStringConvertible {
    /// One part of the request that is wrong.
    public struct FieldError: Sendable, Hashable, Codable {
        /// A JSON path such as `lines[0].quantity`, or the name of a parameter.
        public let field: String
        /// What is wrong; never repeats the value, which may be personal.
        public let reason: String
    }

    /// Tells one kind of problem from another, for machines: `about:blank` when the status says all, else
    /// `urn:problem:` and the kind of a failure.
    public let type: String
    /// The kind in words.
    public let title: String
    /// The status of the answer.
    public let status: HTTPResponse.Status
    /// What is wrong with this request, and what to do.
    public let detail: String?
    /// Which parts of the request are wrong.
    public let errors: [FieldError]
    /// Goes into the answer's headers.
    public let headers: HTTPFields

    /// - Parameters:
    ///   - kind: Lower-case words joined by hyphens; nil when the status says all.
    ///   - title: nil takes the words of the status.
    ///   - detail: Must hold nothing that the asker may not know.
    public init(
        _ status: HTTPResponse.Status, kind: String? = nil, title: String? = nil, detail: String? = nil,
        errors: [FieldError] = [], headers: HTTPFields = [:]
    ) {
        type = kind.map { "urn:problem:\($0)" } ?? "about:blank"
        self.title = title ?? status.reasonPhrase
        self.status = status
        self.detail = detail
        self.errors = errors
        self.headers = headers
    }

    /// A request that is wrong in itself.
    public static func badRequest(_ detail: String, field: String? = nil, _ reason: String = "") -> Problem {
        Problem(
            .badRequest, detail: detail,
            errors: field.map { [FieldError(field: $0, reason: reason)] } ?? [])
    }

    /// There is no such thing; says which kind of thing.
    public static func notFound(_ detail: String) -> Problem { Problem(.notFound, detail: detail) }

    static func tooLarge(limit: Int) -> Problem {
        Problem(.contentTooLarge, detail: "the body must not be larger than \(limit) bytes")
    }

    /// `404 Not Found: no such sku`
    public var description: String {
        let parts = [detail].compactMap { $0 } + errors.map { "\($0.field) \($0.reason)" }
        return "\(status.code) \(title)" + (parts.isEmpty ? "" : ": " + parts.joined(separator: "; "))
    }
}

extension Problem {
    /// As it is written. `instance` names the request, which the log names as well.
    struct Document: Codable {
        let type: String
        let title: String
        let status: Int
        let detail: String?
        let instance: String?
        let errors: [FieldError]?

        static let schema = Schema.object(
            [
                "type": .string("Tells one kind of problem from another.", format: "uri"),
                "title": .string("The kind in words."), "status": .integer(in: 400...599),
                "detail": .string("What is wrong with this request, and what to do."),
                "instance": .string("Names the request, as the log does.", format: "uri"),
                "errors": .list(
                    of: .object([
                        "field": .string("A JSON path such as lines[0].quantity, or a parameter."),
                        "reason": .string("What is wrong."),
                    ])),
            ], optional: ["detail", "instance", "errors"],
            "RFC 9457: why a request was not answered as wished."
        ).named("Problem")
    }

    /// - Parameter request: its id in the log; nil when it has none yet.
    func document(of request: String?) -> Document {
        Document(
            type: type, title: title, status: status.code, detail: detail,
            instance: request.map { "urn:request:\($0)" }, errors: errors.isEmpty ? nil : errors)
    }

    func response(to request: String) throws -> Response {
        try .json(
            document(of: request), status: status, contentType: MediaTypes.problem, headers: headers)
    }
}
