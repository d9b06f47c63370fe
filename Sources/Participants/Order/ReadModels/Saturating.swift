import Choreography
import GRDB
import ShopEvents

/// Sums that end at the largest whole number, where SQLite would go on in floating point.
enum Saturating {
    /// `column = column + summand`, for what is not negative.
    static func add(_ column: String, _ summand: String) -> String {
        "\(column) = min(\(column), \(Int64.max) - \(summand)) + \(summand)"
    }
}

extension EventStore.RecordedEvent {
    /// The first fact of this type that the same order has before this one.
    func earlier(_ type: String, in db: Database) throws -> OrderFact? {
        try EventStore().first(type, of: stream, before: version, in: db).map(OrderFactJSON.fact)
    }
}
