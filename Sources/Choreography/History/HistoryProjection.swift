/// A read model that is made of what the broker's stream `history` keeps: outside of the workers, in a SQLite
/// file of its own, from the first event that is kept. A ``HistoryFollower`` builds it and keeps it up to
/// date.
///
/// ```swift
/// /// How many orders were asked for from which country.
/// struct OrdersPerCountry: HistoryProjection {
///     let name = "orders-per-country"
///     let version = 1
///     let tables = [
///         ProjectionTable("countries", "(country TEXT NOT NULL PRIMARY KEY, orders INTEGER NOT NULL)")
///     ]
///
///     func apply(_ event: PublishedEvent, to view: ProjectionView) throws {
///         guard event.type == OrderRequested.type else { return }
///         let order = try event.decode(OrderRequested.self)
///         try view.db.execute(
///             sql: """
///                 INSERT INTO \(try view.table("countries")) VALUES (?, 1)
///                 ON CONFLICT (country) DO UPDATE SET orders = orders + 1
///                 """, arguments: [order.shippingAddress.country])
///     }
/// }
///
/// let follower = try HistoryFollower(
///     OrdersPerCountry(), path: "countries.sqlite", broker: brokerAsOperator, score: .shop, logger: logger)
/// try await ServiceGroup(services: [follower], gracefulShutdownSignals: [.sigterm], logger: logger).run()
/// ```
///
/// Each event goes in once, whatever fails: the place in the stream is kept in the same transaction.
public protocol HistoryProjection: Sendable {
    /// Its name, for people; a file that holds another read model is refused.
    var name: String { get }

    /// From 1; raise it when the tables or the meaning of ``apply(_:to:)`` change: it is then built anew
    /// beside the tables that are read, and takes their place when it is as far as they are.
    var version: Int { get }

    /// All tables that ``apply(_:to:)`` writes. Names that begin with `history_` are taken.
    var tables: [ProjectionTable] { get }

    /// Takes an event in, in the order of the stream. It must depend on nothing but the events and its own
    /// tables: no clock, no randomness.
    ///
    /// The stream holds every type, and what is published by others: pass over what does not concern it.
    ///
    /// - Parameter view: gives the database and the names that the tables have at present.
    /// - Throws: ``InvalidEvent`` or a permanent ``Failure`` for an event that will never go in: it is left out,
    ///   logged and counted. Anything else: this event and all later ones wait until it succeeds.
    func apply(_ event: PublishedEvent, to view: ProjectionView) throws
}
