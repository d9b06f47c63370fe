import Choreography
import Foundation
import Hummingbird

@testable import WorkerApplication

/// Endpoints that need nobody else.
enum Toys {
    struct Line: Codable, Sendable { let quantity: Int }
    struct Form: Codable, Sendable {
        let lines: [Line]
        let note: String
    }

    static let size = Parameter<Int>(
        "size", in: .path, "How large.", schema: .integer(in: 1...9), example: "3"
    ) { text throws(BadValue) in
        guard let size = Int(text), (1...9).contains(size) else { throw BadValue(expected: "1 to 9") }
        return size
    }
    static let form = BodyForm(
        schema: .object([
            "lines": .list(of: .object(["quantity": .integer(in: 1...9)])), "note": .string(),
        ]).named("Form"), example: Form(lines: [Line(quantity: 1)], note: "a gift"))
    static let number = Answer(.ok, "A number.", schema: .integer(), example: 3)
    static let point = Answer(.ok, "The point.", schema: .string(), example: "now")
    static let pageOfNumbers = Answer(
        .ok, "Numbers.", schema: .page(of: .integer()), example: Page(example: 1))

    struct Secretive: Error, CustomStringConvertible { let description = "SELECT password FROM users" }

    static let all: [Endpoint] = [
        Endpoint(.get, "/toys/{size}", "One toy", parameters: [size], answers: [number]) { request in
            try number(try request[size])
        },
        Endpoint(.post, "/toys", "A new toy", body: form, answers: [number]) { request in
            try number(try await request.body(form).lines.count)
        },
        Endpoint(
            .get, "/numbers", "Numbers", parameters: Pagination.parameters, answers: [pageOfNumbers]
        ) { request in
            let pagination = try Pagination(request)
            let items = Array((1...45).dropFirst(pagination.offset).prefix(pagination.pageSize))
            return try pageOfNumbers(Page(items, of: 45, at: pagination))
        },
        Endpoint(.get, "/then", "A time", parameters: [Parameter.at], answers: [point]) { request in
            switch try request[.at] {
            case nil: try point("now")
            case .version(let version): try point("version \(version)")
            case .time(let date): try point("\(date.timeIntervalSince1970)")
            }
        },
    ]

    /// Throws that.
    static func failing(_ error: any Error) -> Endpoint {
        Endpoint(.get, "/failing", "Fails", answers: [number]) { _ in throw error }
    }
}
