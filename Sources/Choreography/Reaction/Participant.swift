public import GRDB

/// One voice of the choreography: what it is called, what it keeps, and how it reacts.
///
/// Its events are handled one transaction at a time, so reactions need no locks among each other.
public protocol Participant: Sendable {
    /// Its name in the score; also its queue, its broker user and its prefix.
    var name: String { get }

    /// One for each event that the score lets it hear, and one for each of its timers.
    var reactions: [Reaction] { get }

    /// Registers the participant's own tables; the runtime's (`inbox`, `outbox`, ...) are there already.
    func migrate(_ migrator: inout DatabaseMigrator)

    /// The read models that are made of its recorded facts; the worker keeps them up to date. They need the
    /// tables of ``EventStore`` and ``ProjectionLedger``; their own are created as they are first met.
    var projections: [any Projection] { get }

    /// Called once in the transaction that first creates the database, for initial stock and the like.
    func seed(_ db: Database) throws
}

extension Participant {
    /// None.
    public var projections: [any Projection] { [] }

    /// Nothing to begin with.
    public func seed(_ db: Database) throws {}
}
