public import Choreography
public import Hummingbird

/// One way in which an endpoint answers when all is well: a status and a JSON body, described and made in one
/// place.
///
/// ```swift
/// static let shelf = Answer(.ok, "The shelf.", schema: .shelf, example: Shelf.example)
/// ...
/// return try shelf(found)
/// ```
public struct Answer<Body: Encodable & Sendable>: AnswerDescription {
    /// The status.
    public let status: HTTPResponse.Status
    /// What it means, as a sentence.
    public let summary: String
    /// What the body looks like.
    public let schema: Schema
    /// A body as it may be.
    public let example: Body

    /// Describes it.
    public init(_ status: HTTPResponse.Status, _ summary: String, schema: Schema, example: Body) {
        self.status = status
        self.summary = summary
        self.schema = schema
        self.example = example
    }

    /// Answers so.
    ///
    /// - Throws: an error of the encoder, which is a defect of the body's type.
    public func callAsFunction(_ body: Body, headers: HTTPFields = [:]) throws -> Response {
        try .json(body, status: status, headers: headers)
    }

    /// `application/json`
    public var contentType: String { MediaTypes.json }

    /// See ``AnswerDescription``.
    public func exampleBody() throws -> (any Encodable & Sendable)? { example }
}

/// What the OpenAPI document says about one way to answer: an ``Answer`` or an ``EventStreamAnswer``.
public protocol AnswerDescription: Sendable {
    /// The status.
    var status: HTTPResponse.Status { get }
    /// What it means, as a sentence.
    var summary: String { get }
    /// The media type of the body.
    var contentType: String { get }
    /// What the body looks like.
    var schema: Schema { get }
    /// A body as it may be; nil when it is no JSON.
    func exampleBody() throws -> (any Encodable & Sendable)?
}

/// What can go wrong at one endpoint, besides what can at all of them.
public struct ProblemAnswer: Sendable, Hashable {
    let status: HTTPResponse.Status
    let summary: String

    /// - Parameter summary: When it is answered, as a sentence.
    public init(_ status: HTTPResponse.Status, _ summary: String) {
        self.status = status
        self.summary = summary
    }
}

/// The body of a request: described and read in one place.
public struct BodyForm<Body: Codable & Sendable>: BodyDescription {
    /// What the body looks like.
    public let schema: Schema
    /// A body as it may be.
    public let example: Body

    /// Describes it.
    public init(schema: Schema, example: Body) {
        self.schema = schema
        self.example = example
    }

    /// See ``BodyDescription``.
    public func exampleBody() -> any Encodable & Sendable { example }
}

/// What the OpenAPI document says about the body of a request: a ``BodyForm``.
public protocol BodyDescription: Sendable {
    /// What the body looks like.
    var schema: Schema { get }
    /// A body as it may be.
    func exampleBody() -> any Encodable & Sendable
}
