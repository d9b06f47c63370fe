import Choreography
import GRDB
import ShopEvents

extension EventStore.RecordedEvent {
    /// The first fact of this type that the same order has before this one.
    func earlier(_ type: String, in db: Database) throws -> OrderFact? {
        try EventStore().first(type, of: stream, before: version, in: db).map(OrderFactJSON.fact)
    }
}
