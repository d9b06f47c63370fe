internal import GRDBSQLite

/// A parameter of a statement that is to get its value. Lives on the connection's thread, while its statement is
/// given its arguments. Every function returns what SQLite's own returns.
public struct SQLParameter {
    private let statement: OpaquePointer
    private let index: Int32
    // The statement has it for longer than there is a parameter; counting who else has it took longer than binding.
    private unowned(unsafe) let memory: BindingMemory

    @usableFromInline
    init(_ statement: OpaquePointer, at index: Int32, _ memory: BindingMemory) {
        self.statement = statement
        self.index = index
        self.memory = memory
    }

    /// NULL.
    public func bindNull() -> Int32 { sqlite3_bind_null(statement, index) }

    /// An integer.
    public func bind(_ value: Int64) -> Int32 { sqlite3_bind_int64(statement, index, value) }

    /// A text in UTF-8, which is copied.
    public func bind(text: UnsafeBufferPointer<UInt8>) -> Int32 {
        // No address would mean NULL.
        guard let address = text.baseAddress else { return bind(address: emptyText, count: 0, isKept: true) }
        let kept = memory.keep(UnsafeRawBufferPointer(text))
        return bind(address: kept ?? UnsafeRawPointer(address), count: text.count, isKept: kept != nil)
    }

    /// A blob, which is copied.
    public func bind(blob: UnsafeRawBufferPointer) -> Int32 {
        // No address would mean NULL.
        guard let address = blob.baseAddress, !blob.isEmpty else {
            return sqlite3_bind_zeroblob(statement, index, 0)
        }
        let kept = memory.keep(blob)
        return sqlite3_bind_blob64(
            statement, index, kept ?? address, UInt64(blob.count), kept == nil ? transient : nil)
    }

    private func bind(address: UnsafeRawPointer, count: Int, isKept: Bool) -> Int32 {
        sqlite3_bind_text64(
            statement, index, address.assumingMemoryBound(to: CChar.self), UInt64(count),
            isKept ? nil : transient, UInt8(SQLITE_UTF8))
    }
}

/// `SQLITE_TRANSIENT`, a macro that Swift cannot see: SQLite copies what it is given. Its other one,
/// `SQLITE_STATIC`, is `nil`.
private var transient: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

private var emptyText: UnsafeRawPointer { UnsafeRawPointer(StaticString("").utf8Start) }
