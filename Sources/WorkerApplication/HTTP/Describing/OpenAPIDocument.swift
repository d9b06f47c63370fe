import Choreography
import Hummingbird

/// The description of all endpoints as OpenAPI 3.1 has it.
struct OpenAPIDocument: Sendable {
    let title: String
    let summary: String
    let version: String
    let endpoints: [Endpoint]
    let needsToken: Bool

    func json() throws -> JSONValue {
        var paths: [String: JSONValue] = [:]
        for endpoint in endpoints {
            let operation = try operation(endpoint)
            paths[endpoint.path] = (paths[endpoint.path] ?? [:]).with([
                endpoint.method.rawValue.lowercased(): operation
            ])
        }
        return JSONValue.object([
            "openapi": "3.1.0", "paths": .object(paths),
            "info": ["title": .string(title), "description": .string(summary), "version": .string(version)],
        ]).with([
            "components": JSONValue.object(["schemas": .object(schemas)]).with([
                "securitySchemes": needsToken ? ["token": ["type": "http", "scheme": "bearer"]] : nil
            ])
        ])
    }

    private var schemas: [String: JSONValue] {
        endpoints.flatMap { endpoint in
            endpoint.parameters.map(\.schema) + endpoint.answers.map(\.schema)
                + (endpoint.body.map { [$0.schema] } ?? [])
        }.reduce(into: Problem.Document.schema.components) { $0.merge($1.components) { _, new in new } }
    }

    private func operation(_ endpoint: Endpoint) throws -> JSONValue {
        let body: JSONValue? = try endpoint.body.map { body in
            let content = media(body.schema, try JSONValue(encoding: body.exampleBody()))
            return ["required": true, "content": .object([MediaTypes.json: content])]
        }
        let isSecured = needsToken && endpoint.access == .trusted
        return JSONValue.object([
            "operationId": .string(Self.name(of: endpoint)), "summary": .string(endpoint.summary),
            "responses": .object(try responses(of: endpoint)),
        ]).with([
            "parameters": endpoint.parameters.isEmpty ? nil : .array(endpoint.parameters.map(Self.parameter)),
            "requestBody": body, "security": isSecured ? [["token": []]] : nil,
        ])
    }

    private func responses(of endpoint: Endpoint) throws -> [String: JSONValue] {
        var responses: [String: JSONValue] = [:]
        for problem in endpoint.allProblems {
            let content = media(Problem.Document.schema, nil)
            let known = responses[String(problem.status.code)]
            var summary = problem.summary
            if case .object(let members)? = known, case .string(let first)? = members["description"] {
                summary = "\(first) \(summary)"
            }
            responses[String(problem.status.code)] = [
                "description": .string(summary), "content": .object([MediaTypes.problem: content]),
            ]
        }
        for answer in endpoint.answers {
            let example = try answer.exampleBody().map { try JSONValue(encoding: $0) }
            responses[String(answer.status.code)] = [
                "description": .string(answer.summary),
                "content": .object([answer.contentType: media(answer.schema, example)]),
            ]
        }
        return responses
    }

    private func media(_ schema: Schema, _ example: JSONValue?) -> JSONValue {
        JSONValue.object(["schema": schema.json]).with(["example": example])
    }

    private static func parameter(_ parameter: any ParameterDescription) -> JSONValue {
        [
            "name": .string(parameter.name), "in": .string(parameter.place.rawValue),
            "description": .string(parameter.summary), "required": .bool(parameter.isRequired),
            "schema": parameter.schema.json, "example": parameter.exampleJSON,
        ]
    }

    /// `get_stock_sku`
    private static func name(of endpoint: Endpoint) -> String {
        let words = endpoint.path.split { !$0.isLetter && !$0.isNumber }
        return ([endpoint.method.rawValue.lowercased()[...]] + words).joined(separator: "_")
    }
}

extension Endpoint {
    /// Its own and those that any endpoint of its kind has.
    var allProblems: [ProblemAnswer] {
        var problems = problems
        if !parameters.isEmpty {
            problems.append(ProblemAnswer(.badRequest, "A parameter is missing or wrong."))
        }
        if body != nil {
            problems += [
                ProblemAnswer(.badRequest, "The body cannot be read."),
                ProblemAnswer(.contentTooLarge, "The body is too large."),
                ProblemAnswer(.unsupportedMediaType, "The body is not JSON."),
            ]
        }
        if access == .trusted {
            problems += [
                ProblemAnswer(.unauthorized, "The token is missing or wrong."),
                ProblemAnswer(.forbidden, "The door has no token and trusts nobody but this machine."),
            ]
        }
        return problems + [ProblemAnswer(.internalServerError, "A defect of the worker.")]
    }
}

extension ParameterDescription {
    /// A number where the schema wants one.
    fileprivate var exampleJSON: JSONValue {
        guard case .object(let members) = schema.json, members["type"] == "integer",
            let number = Int(example)
        else { return .string(example) }
        return .integer(number)
    }
}
