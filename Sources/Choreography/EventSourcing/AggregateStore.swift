public import Foundation
public import GRDB

/// Loads aggregates from their event streams and records what becomes true about them.
///
/// ```swift
/// let accounts = AggregateStore<AccountRules, AccountFactJSON, AccountStateJSON>()
/// let account = try accounts.load(event.account, in: transaction.db)
/// let facts = AccountRules.decide(.deposit(event.amount), in: account.state)
/// try accounts.append(facts, to: account, causedBy: transaction.context, at: transaction.now,
///                     in: transaction.db)
/// ```
///
/// Every so many facts it keeps a snapshot, so that loading reads no more than that many facts however long
/// the stream has become. Works inside the caller's transaction; needs the tables of ``EventStore`` and
/// ``Snapshots``.
public struct AggregateStore<Rules: Decider, Facts: FactForm, Snapshot: SnapshotForm>: Sendable
where Facts.Fact == Rules.Fact, Snapshot.State == Rules.State {
    /// The streams.
    public let events = EventStore()
    /// A snapshot is taken when at least so many facts came after the last one.
    public let snapshotInterval: Int

    /// - Parameter snapshotInterval: at least 1.
    @inlinable
    public init(snapshotInterval: Int = 100) { self.snapshotInterval = max(1, snapshotInterval) }

    /// The aggregate as it is: its snapshot and what came after, or all of its facts.
    ///
    /// - Throws: ``UnreadableFact`` when a fact cannot be brought up to date, a database error.
    @inlinable
    public func load(_ stream: String, in db: Database) throws -> Aggregate<Rules.State> {
        try load(stream, through: .max, in: db)
    }

    /// The aggregate as it was at `version`, or as it is, if it has not come so far.
    @inlinable
    public func load(
        _ stream: String, through version: Int, in db: Database
    ) throws -> Aggregate<Rules.State> {
        let kept = try Snapshots.read(stream, as: Snapshot.self, in: db)
        let start = kept.flatMap { $0.version <= version ? $0 : nil }
        let now = try events.fold(
            stream, since: start?.version ?? 0, through: version, into: start?.state ?? Rules.initial,
            as: Facts.self, in: db, Rules.evolve)
        return Aggregate(
            stream: stream, state: now.state, version: now.version, snapshotVersion: kept?.version ?? 0)
    }

    /// The aggregate as it was at a moment: what was recorded up to the first fact that is later.
    @inlinable
    public func load(_ stream: String, at moment: Date, in db: Database) throws -> Aggregate<Rules.State> {
        let past = try events.read(stream, in: db).prefix { $0.recordedAt <= moment }
        return Aggregate(
            stream: stream, state: try Rules.fold(past.map(Facts.fact)), version: past.last?.version ?? 0,
            snapshotVersion: 0)
    }

    /// Records `facts` at the end of the stream, and a snapshot when it is time.
    ///
    /// - Returns: the aggregate afterwards.
    /// - Throws: ``EventStore/ConcurrencyConflict`` when the stream has grown since `aggregate` was loaded;
    ///   nothing is written then.
    @inlinable
    @discardableResult
    public func append(
        _ facts: [Rules.Fact], to aggregate: Aggregate<Rules.State>, causedBy context: EventContext,
        at now: Date, in db: Database
    ) throws -> Aggregate<Rules.State> {
        guard !facts.isEmpty else { return aggregate }
        let metadata = context.recorded
        var new: [EventStore.NewEvent] = []
        for fact in facts {
            let type = Facts.type(of: fact)
            new.append(
                EventStore.NewEvent(
                    id: context.nameOfFact(aggregate.version + new.count + 1), type: type,
                    typeVersion: Facts.version(of: type), data: try Facts.data(of: fact), metadata: metadata))
        }
        let version = try events.append(
            new, to: aggregate.stream, expectedVersion: aggregate.version, at: now, in: db)
        let state = Rules.fold(facts, from: aggregate.state)
        let isDue = version - aggregate.snapshotVersion >= snapshotInterval
        if isDue {
            try Snapshots.write(state, as: Snapshot.self, of: aggregate.stream, at: version, in: db)
        }
        return Aggregate(
            stream: aggregate.stream, state: state, version: version,
            snapshotVersion: isDue ? version : aggregate.snapshotVersion)
    }
}

extension EventContext {
    /// What is kept of it with each fact that it led to: JSON. Written by hand, since an encoder would take longer than
    /// all else of an append.
    @usableFromInline var recorded: String {
        var text = JSONRoom<UInt8>(capacity: 256)
        text.append(#"{"causation_id":"#)
        text.appendString(messageID)
        text.append(#","causation_type":"#)
        text.appendString(type.rawValue)
        text.append(#","correlation_id":"#)
        text.appendString(correlationID)
        text.append("}")
        return text.withElements { String(decoding: $0, as: UTF8.self) }
    }

    /// What the fact is called that it led to.
    @usableFromInline
    func nameOfFact(_ version: Int) -> String { "\(messageID)/\(version)" }
}
