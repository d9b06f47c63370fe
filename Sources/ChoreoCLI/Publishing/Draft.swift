import Choreography
import Foundation

/// What `publish` is about to send: the example of a type with the wishes of the command line on top.
struct Draft {
    let catalogue: EventCatalogue
    let base: Base
    let assignments: [Assignment]

    /// What the body starts from.
    enum Base {
        /// The type's example.
        case example
        /// A body from a file; it need not be JSON.
        case given([UInt8])
    }

    /// A body. An example gets an order id of its own where one can be chosen, so that each is a new order;
    /// what was given or set stays as it is.
    func body(newOrderID: String) throws -> [UInt8] {
        if case .given(let bytes) = base, assignments.isEmpty { return bytes }
        var value = try start(newOrderID: newOrderID)
        for assignment in assignments { try value.set(assignment.path, to: assignment.value) }
        return Array(try JSONOutput.line(value).utf8)
    }

    private func start(newOrderID: String) throws -> JSONValue {
        switch base {
        case .given(let bytes):
            guard let value = JSONValue(parsing: bytes) else {
                throw CommandFailure(
                    .badData, "--set needs a JSON body to change; the file holds something else")
            }
            return value
        case .example:
            var value = catalogue.example
            if case .object(var fields) = value, fields["order_id"] != nil {
                fields["order_id"] = .string(newOrderID)
                value = .object(fields)
            }
            return value
        }
    }

    /// The order that a body is about.
    static func orderID(in body: [UInt8]) -> String? { JSONValue(parsing: body)?["order_id"]?.string }
}
