import Choreography
import Foundation
import ShopEvents
import Testing

@testable import Order

/// The files in `Golden` are what stood in databases: one for each version that a fact ever had. None is ever
/// changed or deleted.
@Suite struct OrderFactCorpusTests {
    /// Today's fact, for the files of each type.
    static let facts: [String: OrderFact] = {
        let content = OrderContent(.example)
        let facts: [OrderFact] = [
            .placed(content, total: .example, deadline: .example),
            .rejected(content, "the order has no lines"), .withdrawn("changed my mind"), .paymentNoted,
            .reservationNoted, .confirmed(total: .example), .shipped, .delivered,
            .cancelling("changed my mind"), .undoing("changed my mind"), .movementNoted(.dispatched),
            .cancelRefused("changed my mind"), .cancelled("changed my mind"),
        ]
        return Dictionary(uniqueKeysWithValues: facts.map { (OrderFactJSON.type(of: $0), $0) })
    }()

    private func text(of type: String, _ version: Int) throws -> String {
        let file = Bundle.module.bundleURL.appending(path: "Golden/\(type).v\(version).json")
        return try String(contentsOf: file, encoding: .utf8).trimmingCharacters(in: .newlines)
    }

    @Test(arguments: facts.keys.sorted())
    func `every version that a fact ever had can be read`(type: String) throws {
        let current = OrderFactJSON.version(of: type)
        for version in 1...current {
            let data = try text(of: type, version)
            #expect(
                try OrderFactJSON.fact(type: type, version: version, data: data) == Self.facts[type],
                "version \(version)")
        }
        let fact = try #require(Self.facts[type])
        #expect(try OrderFactJSON.data(of: fact) == text(of: type, current))
    }

    @Test func `each file belongs to a fact that is known`() throws {
        let folder = Bundle.module.bundleURL.appending(path: "Golden")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        let expected = Self.facts.keys.flatMap { type in
            (1...OrderFactJSON.version(of: type)).map { "\(type).v\($0).json" }
        }
        #expect(files.sorted() == expected.sorted())
    }
}
