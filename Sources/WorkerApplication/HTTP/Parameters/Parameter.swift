public import Choreography

/// One value in the path, the query or a header of a request: described and read in one place.
public struct Parameter<Value: Sendable>: ParameterDescription {
    /// As it is called in the request.
    public let name: String
    /// Where it stands.
    public let place: ParameterPlace
    /// What it means, as a sentence.
    public let summary: String
    /// What it looks like.
    public let schema: Schema
    /// As it may be.
    public let example: String
    private let absent: Value?
    private let convert: @Sendable (String) throws(BadValue) -> Value

    /// A parameter.
    ///
    /// - Parameters:
    ///   - absent: The value when it is not given; nil when it must be.
    ///   - convert: Reads a text; throws what it must be instead, without repeating it.
    public init(
        _ name: String, in place: ParameterPlace, _ summary: String, schema: Schema, example: String,
        absent: Value? = nil, convert: @escaping @Sendable (String) throws(BadValue) -> Value
    ) {
        self.name = name
        self.place = place
        self.summary = summary
        self.schema = schema
        self.example = example
        self.absent = absent
        self.convert = convert
    }

    /// Whether a request without it is refused.
    public var isRequired: Bool { absent == nil }

    func value(in texts: [String]) throws(Problem) -> Value {
        guard let text = texts.first else {
            guard let absent else { throw bad("is missing: \(summary)") }
            return absent
        }
        guard texts.count == 1 else { throw bad("is given \(texts.count) times; give it once") }
        do {
            return try convert(text)
        } catch {
            throw bad("must be \(error.expected)")
        }
    }

    private func bad(_ reason: String) -> Problem {
        .badRequest("the \(place.rawValue) has a wrong value", field: name, reason)
    }
}

/// Where a parameter stands.
public enum ParameterPlace: String, Sendable, Hashable {
    /// Between two slashes.
    case path
    /// Behind the question mark.
    case query
    /// A header field.
    case header
}

/// A ``Parameter`` of any type, as the OpenAPI document describes it.
public protocol ParameterDescription: Sendable {
    /// As it is called in the request.
    var name: String { get }
    /// Where it stands.
    var place: ParameterPlace { get }
    /// What it means, as a sentence.
    var summary: String { get }
    /// What it looks like.
    var schema: Schema { get }
    /// As it may be.
    var example: String { get }
    /// Whether a request without it is refused.
    var isRequired: Bool { get }
}
