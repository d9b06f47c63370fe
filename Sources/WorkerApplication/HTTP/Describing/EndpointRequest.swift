import Choreography
import Foundation
public import Hummingbird
import Logging
import NIOCore

/// A request to an ``Endpoint``: gives what the endpoint says that it takes, checked.
public struct EndpointRequest: Sendable {
    /// Names the request in logs and problems.
    public let id: String
    /// As it came in; for what a description cannot say.
    public let request: Request
    let pathValues: Parameters
    let endpoint: Endpoint
    let maximumBodyBytes: Int
    let logger: Logger

    /// The value of a parameter, or its default.
    ///
    /// - Throws: ``Problem`` 400 when it is missing or wrong.
    public subscript<Value>(_ parameter: Parameter<Value>) -> Value {
        get throws {
            guard endpoint.parameters.contains(where: { $0.name == parameter.name }) else {
                throw Undescribed(what: "the parameter \(parameter.name)", endpoint: endpoint)
            }
            return try parameter.value(in: texts(of: parameter))
        }
    }

    /// The body.
    ///
    /// - Throws: ``Problem`` 415 when it is no JSON by its content type, 413 when it is too large; 400 when it is
    ///   not JSON or has not the shape.
    public func body<Body>(_ form: BodyForm<Body>) async throws -> Body {
        guard endpoint.body != nil else { throw Undescribed(what: "a body", endpoint: endpoint) }
        let bytes = try await JSONBody.bytes(of: request, atMost: maximumBodyBytes)
        do {
            // Foundation's decoder of Swift 6.3 ends the process at 513 brackets that stay open.
            return try JSONCoder.decode(Body.self, from: bytes)
        } catch let error as DecodingError {
            throw Problem(InvalidEvent(error))
        }
    }

    /// Refuses what the endpoint does not know, so that a slip does not pass for the default.
    func checkQuery() throws(Problem) {
        let known = endpoint.parameters.filter { $0.place == .query }.map(\.name)
        for (name, _) in request.uri.queryParameters where !name.isEmpty && !known.contains(String(name)) {
            let nearest = NearestName.of(String(name.prefix(60)), among: known)
            let hint = nearest.map { "is not known here; did you mean \($0)?" } ?? "is not known here"
            throw .badRequest("an unknown parameter in the query", field: String(name.prefix(60)), hint)
        }
    }

    private func texts(of parameter: any ParameterDescription) -> [String] {
        switch parameter.place {
        case .path:
            pathValues.get(parameter.name).map { [$0.removingPercentEncoding ?? $0] } ?? []
        case .query:
            request.uri.queryParameters[values: parameter.name[...]].map(String.init)
        case .header:
            HTTPFields.Element.Name(parameter.name).map { request.headers[values: $0] } ?? []
        }
    }

    /// A defect: handler and description of an endpoint do not fit.
    private struct Undescribed: Error, CustomStringConvertible {
        let what: String
        let endpoint: Endpoint
        var description: String {
            "\(endpoint.method.rawValue) \(endpoint.path) reads \(what), which it does not describe"
        }
    }
}
