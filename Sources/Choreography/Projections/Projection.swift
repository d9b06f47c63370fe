public import GRDB

/// A read model that is made of recorded facts: its tables hold what ``apply(_:to:)`` made of all of them, in
/// the order in which they were recorded, and nothing else; so they can be made anew at any time.
///
/// A ``Projector`` keeps it up to date, each fact exactly once: its position is kept in the same transaction.
public protocol Projection: Sendable {
    /// Its name, for people and for the table `projections`.
    var name: String { get }

    /// From 1; raise it when the tables or the meaning of ``apply(_:to:)`` change: it is rebuilt at the next start.
    var version: Int { get }

    /// All tables that ``apply(_:to:)`` writes.
    var tables: [ProjectionTable] { get }

    /// Takes a fact in. It must depend on nothing but the recorded facts and its own tables: no clock, no
    /// randomness, no other projection.
    ///
    /// - Parameter view: gives the database and the names that the tables have at present.
    /// - Throws: anything; the fact and all later ones wait until it succeeds.
    func apply(_ event: ProjectedEvent, to view: ProjectionView) throws
}

/// One table of a projection, and how to create it.
public struct ProjectionTable: Sendable {
    /// Its name, unique in the database.
    public let name: String
    /// What follows the name in `CREATE TABLE`: `(id TEXT NOT NULL PRIMARY KEY, ...) WITHOUT ROWID`.
    public let definition: String
    /// The columns of each index beside the primary key: `status, created_at`.
    public let indexes: [String]

    /// A table.
    public init(_ name: String, _ definition: String, indexes: [String] = []) {
        self.name = name
        self.definition = definition
        self.indexes = indexes
    }

    /// - Parameter generation: distinguishes the indexes, which SQLite cannot rename.
    func create(as name: String, generation: Int64, in db: Database) throws {
        try db.execute(sql: "CREATE TABLE \(name) \(definition)")
        for (number, columns) in indexes.enumerated() {
            try db.execute(
                sql: "CREATE INDEX \(self.name)_\(generation)_\(number + 1) ON \(name) (\(columns))")
        }
    }
}

/// The tables that a projection writes to: those that are read, or those that are being built beside them.
public struct ProjectionView {
    /// The database with the tables, inside a transaction.
    public let db: Database

    private let names: [String: String]
    private let suffix: String

    init(_ projection: any Projection, suffix: String = "", in db: Database) {
        self.init(projection.tables, suffix: suffix, in: db)
    }

    init(_ tables: [ProjectionTable], suffix: String, in db: Database) {
        self.db = db
        self.suffix = suffix
        names = Dictionary(tables.map { ($0.name, $0.name + suffix) }) { first, _ in first }
    }

    /// The name that the table has at present, for SQL.
    ///
    /// - Throws: ``UndeclaredTable`` when it is none of the projection's.
    public func table(_ name: String) throws -> String {
        guard let name = names[name] else { throw UndeclaredTable(name: name) }
        return name
    }

    /// As `run` of the database, with the projection's tables in braces: `UPDATE {order_view} SET ...`
    ///
    /// - Throws: ``UndeclaredTable``, `DatabaseError`.
    @inlinable
    @discardableResult
    public func run<each Value: SQLBindable>(_ sql: StaticString, _ values: repeat each Value) throws -> Int {
        try compiled(sql).bound(to: repeat each values).run()
    }

    /// As `first` of the database, with the projection's tables in braces.
    ///
    /// - Throws: ``UndeclaredTable``, `DatabaseError`, and what `read` throws.
    @inlinable
    public func first<Result, each Value: SQLBindable>(
        _ sql: StaticString, _ values: repeat each Value, read: (SQLRow) throws -> Result
    ) throws -> Result? {
        try compiled(sql).bound(to: repeat each values).first(read)
    }

    @usableFromInline
    func compiled(_ sql: StaticString) throws -> CompiledStatement {
        try CompiledStatements.of(db).statement(sql, variant: suffix, in: db) { try resolved("\(sql)") }
    }

    /// The SQL with the tables' names in place of the braces.
    private func resolved(_ sql: String) throws -> String {
        var resolved = ""
        var rest = Substring(sql)
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            resolved += rest[..<open]
            resolved += try table(String(rest[rest.index(after: open)..<close]))
            rest = rest[rest.index(after: close)...]
        }
        return resolved + rest
    }
}
