public import GRDB

/// Statements for what is done for every event: compiled once per connection, arguments bound without a detour.
/// GRDB does more around each of its own (observation, checks of arguments, copies of rows), which takes several
/// times as long as most of these statements run.
///
/// GRDB's transaction observers hear nothing of what ``run(_:_:)`` changes; of ``runObserved(_:_:)`` they do. While a
/// row is handed in, the same statement must not be used again.
extension Database {
    /// Runs a statement that changes something, inside a transaction.
    ///
    /// - Returns: how many rows it has changed.
    /// - Throws: `DatabaseError`.
    @inlinable
    @discardableResult
    public func run<each Value: SQLBindable>(_ sql: StaticString, _ values: repeat each Value) throws -> Int {
        try compiled(sql).bound(to: repeat each values).run()
    }

    /// As ``run(_:_:)``, and GRDB's transaction observers hear of each row that it changes.
    ///
    /// - Throws: `DatabaseError`.
    @inlinable
    public func runObserved<each Value: SQLBindable>(_ sql: StaticString, _ values: repeat each Value) throws
    {
        try compiled(sql).bound(to: repeat each values).runObserved()
    }

    /// What `read` makes of the first row; nil when there is none.
    ///
    /// - Throws: `DatabaseError`, and what `read` throws.
    @inlinable
    public func first<Result, each Value: SQLBindable>(
        _ sql: StaticString, _ values: repeat each Value, read: (SQLRow) throws -> Result
    ) throws -> Result? {
        try compiled(sql).bound(to: repeat each values).first(read)
    }

    /// What `read` makes of all rows.
    ///
    /// - Throws: `DatabaseError`, and what `read` throws.
    @inlinable
    public func all<Result, each Value: SQLBindable>(
        _ sql: StaticString, _ values: repeat each Value, read: (SQLRow) throws -> Result
    ) throws -> [Result] {
        try reduce(into: [], sql, repeat each values) { $0.append(try read($1)) }
    }

    /// What all rows amount to, one after the other.
    ///
    /// - Throws: `DatabaseError`, and what `update` throws.
    @inlinable
    public func reduce<Result, each Value: SQLBindable>(
        into initial: Result, _ sql: StaticString, _ values: repeat each Value,
        update: (inout Result, SQLRow) throws -> Void
    ) throws -> Result {
        var result = initial
        try compiled(sql).bound(to: repeat each values).rows { row in
            try update(&result, row)
            return true
        }
        return result
    }

    /// The statement of this connection.
    @usableFromInline
    func compiled(_ sql: StaticString) throws -> CompiledStatement {
        try CompiledStatements.of(self).statement(sql, in: self) { "\(sql)" }
    }
}
