import Choreography
import Foundation
import ShopEvents

/// The events that can be published: their names, examples and contracts.
struct EventCatalogue {
    /// All types of the score, in alphabetical order.
    static let types = Score.shop.events.map { $0.type.rawValue }.sorted()

    let type: any Event.Type

    /// - Throws: ``CommandFailure`` listing what is known, with the nearest first.
    init(_ name: String) throws(CommandFailure) {
        if let found = Score.shop.events.first(where: { $0.type.rawValue == name }) {
            type = found
            return
        }
        let nearest = NearestName.of(name, among: Self.types).map { " Did you mean \($0)?" } ?? ""
        throw CommandFailure(
            .badData,
            "there is no event \"\(name)\".\(nearest) Known are:\n"
                + Self.types.map { "  \($0)" }.joined(separator: "\n"))
    }

    /// The broker user that owns the type.
    var owner: String { Score.shop.owner(of: type.type)?.name ?? "" }

    /// A body to start from.
    var example: JSONValue {
        guard let type = type as? any ShopEvent.Type, let bytes = try? Self.encodeExample(of: type),
            let value = JSONValue(parsing: bytes)
        else { return .object([:]) }
        return value
    }

    /// - Throws: `InvalidEvent` naming the field that does not fit.
    func validate(_ body: [UInt8]) throws { try EventContract(type).check(body) }

    private static func encodeExample<E: ShopEvent>(of type: E.Type) throws -> [UInt8] {
        try EventJSON.encode(E.example)
    }
}

/// What a body must fit.
private struct EventContract {
    let check: (_ body: [UInt8]) throws -> Void

    init(_ type: any Event.Type) {
        check = Self.checker(of: type)
    }

    private static func checker<E: Event>(of type: E.Type) -> ([UInt8]) throws -> Void {
        { body in _ = try EventJSON.decode(type, version: E.version, from: body) }
    }
}
