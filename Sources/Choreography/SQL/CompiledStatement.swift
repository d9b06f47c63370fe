import GRDB
internal import GRDBSQLite

/// A statement of a connection, compiled and ready to be run. Lives on the connection's thread.
public struct CompiledStatement {
    /// SQLite's own.
    @usableFromInline let statement: OpaquePointer
    /// Keeps it alive: it is GRDB's, and goes when its connection is closed.
    private let owner: Statement
    @usableFromInline let memory: BindingMemory
    @usableFromInline var bound: Int32 = 0

    init(_ owner: Statement, memory: BindingMemory) {
        self.owner = owner
        self.memory = memory
        statement = owner.sqliteStatement
    }

    /// The same with its arguments.
    @inlinable
    consuming func bound<each Value: SQLBindable>(to values: repeat each Value) throws -> CompiledStatement {
        repeat try bind(each values)
        return self
    }

    /// Binds the next argument.
    @inlinable
    mutating func bind(_ value: borrowing some SQLBindable) throws {
        bound += 1
        let code = value.bind(to: SQLParameter(statement, at: bound, memory))
        if code != 0 { try fail(code) }
    }

    /// Runs it to its end.
    ///
    /// - Returns: how many rows it has changed.
    /// - Throws: `DatabaseError`; with `SQLITE_ABORT` when there is no transaction any more (after some errors SQLite
    ///   gives it up by itself), since it would be its own.
    @usableFromInline
    func run() throws -> Int {
        defer { reset() }
        let connection = sqlite3_db_handle(statement)
        try checkBound()
        try checkTransaction()
        var code = sqlite3_step(statement)
        while code == SQLITE_ROW { code = sqlite3_step(statement) }
        guard code == SQLITE_DONE else { try fail(code) }
        return Int(sqlite3_changes(connection))
    }

    /// As ``run()``, by way of GRDB and its observers.
    @usableFromInline
    func runObserved() throws {
        defer { reset() }
        try checkBound()
        try checkTransaction()
        try owner.execute()
    }

    /// What `read` makes of its first row.
    @inlinable
    func first<Result>(_ read: (SQLRow) throws -> Result) throws -> Result? {
        var result: Result?
        try rows { row in
            result = try read(row)
            return false
        }
        return result
    }

    /// Hands in its rows, one after the other, until `body` returns false or there are no more.
    @usableFromInline
    func rows(_ body: (SQLRow) throws -> Bool) throws {
        defer { reset() }
        try checkBound()
        while true {
            let code = sqlite3_step(statement)
            guard code == SQLITE_ROW else {
                guard code == SQLITE_DONE else { try fail(code) }
                return
            }
            guard try body(SQLRow(statement)) else { return }
        }
    }

    private func reset() {
        sqlite3_reset(statement)
        memory.recycle(for: statement)
    }

    /// A parameter that nobody bound would have what it had in the last run.
    private func checkBound() throws {
        guard sqlite3_bind_parameter_count(statement) == bound else { try fail(SQLITE_RANGE) }
    }

    private func checkTransaction() throws {
        guard sqlite3_get_autocommit(sqlite3_db_handle(statement)) == 0 else {
            throw DatabaseError(resultCode: .SQLITE_ABORT, message: "there is no transaction", sql: sql)
        }
    }

    @usableFromInline
    func fail(_ code: Int32) throws -> Never {
        throw DatabaseError(
            resultCode: ResultCode(rawValue: code),
            message: String(cString: sqlite3_errmsg(sqlite3_db_handle(statement))), sql: sql)
    }

    private var sql: String { String(cString: sqlite3_sql(statement)) }
}
