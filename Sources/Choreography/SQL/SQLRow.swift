internal import GRDBSQLite

/// A row that a statement has come to; only valid while it is handed in.
public struct SQLRow {
    @usableFromInline let statement: OpaquePointer

    init(_ statement: OpaquePointer) { self.statement = statement }

    /// The value in a column, from 0. NULL is `nil` for an optional, and nothing (0, false, empty) otherwise.
    @inlinable
    public subscript<Value: SQLReadable>(column: Int32) -> Value { Value(column, of: statement) }
}

/// A value that can be read from a column.
public protocol SQLReadable {
    /// The value in the column, from 0, of the row that the statement is at; converted as SQLite's
    /// `sqlite3_column_` functions do.
    init(_ column: Int32, of statement: OpaquePointer)
}

extension Int64: SQLReadable {
    /// As an integer.
    public init(_ column: Int32, of statement: OpaquePointer) {
        self = sqlite3_column_int64(statement, column)
    }
}

extension Int: SQLReadable {
    /// As an integer.
    public init(_ column: Int32, of statement: OpaquePointer) {
        self = Int(sqlite3_column_int64(statement, column))
    }
}

extension Bool: SQLReadable {
    /// Whether it is not 0.
    public init(_ column: Int32, of statement: OpaquePointer) {
        self = sqlite3_column_int64(statement, column) != 0
    }
}

extension String: SQLReadable {
    /// As a text.
    public init(_ column: Int32, of statement: OpaquePointer) {
        let text = sqlite3_column_text(statement, column)
        self.init(
            decoding: UnsafeBufferPointer(start: text, count: Int(sqlite3_column_bytes(statement, column))),
            as: UTF8.self)
    }
}

extension [UInt8]: SQLReadable {
    /// As a blob.
    public init(_ column: Int32, of statement: OpaquePointer) {
        let bytes = sqlite3_column_blob(statement, column)
        self.init(
            UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(statement, column))))
    }
}

extension Optional: SQLReadable where Wrapped: SQLReadable {
    /// NULL as `nil`.
    @inlinable
    public init(_ column: Int32, of statement: OpaquePointer) {
        self = isNull(column, of: statement) ? nil : Wrapped(column, of: statement)
    }
}

@usableFromInline
func isNull(_ column: Int32, of statement: OpaquePointer) -> Bool {
    sqlite3_column_type(statement, column) == SQLITE_NULL
}
