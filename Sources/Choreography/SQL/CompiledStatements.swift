import GRDB
import Synchronization

/// The statements that a connection has compiled, found by where they stand in the program: hashing the text of
/// each at each use would take longer than many take to run.
///
/// They belong to GRDB, which forgets them when the connection is closed or the schema changes; then they are
/// compiled again. So a list that outlives its connection does no harm when another comes to the same address.
final class CompiledStatements: @unchecked Sendable {
    private struct Key: Hashable {
        let sql: UnsafePointer<UInt8>
        let variant: String

        /// Few statements have more than one variant.
        func hash(into hasher: inout Hasher) { hasher.combine(sql) }
    }

    /// A class, since a copy of a weak reference takes longer than all else of looking a statement up.
    private final class Entry {
        weak var statement: Statement?
        let memory = BindingMemory()

        init(_ statement: Statement) { self.statement = statement }
    }

    private struct Lists {
        var all: [ObjectIdentifier: CompiledStatements] = [:]
        /// Most of what is run in a row is run on one connection.
        var last: (connection: ObjectIdentifier, list: CompiledStatements)?
    }

    /// Unchecked: only used where its connection may be used, on one thread at a time.
    private var statements: [Key: Entry] = [:]

    private static let lists = Mutex(Lists())

    /// Those of the connection.
    static func of(_ db: Database) -> CompiledStatements {
        lists.withLock { lists in
            let key = ObjectIdentifier(db)
            if let last = lists.last, last.connection == key { return last.list }
            let list = lists.all[key] ?? CompiledStatements()
            lists.all[key] = list
            lists.last = (key, list)
            return list
        }
    }

    /// The statement; compiled from what `text` makes of the SQL when it is not there.
    ///
    /// - Parameter variant: tells apart the statements that `text` makes of the same SQL.
    func statement(
        _ sql: StaticString, variant: String = "", in db: Database, text: () throws -> String
    ) throws -> CompiledStatement {
        // Unique per literal, and what is merged by the linker has the same text.
        let key = Key(sql: sql.utf8Start, variant: variant)
        if let entry = statements[key], let known = entry.statement {
            return CompiledStatement(known, memory: entry.memory)
        }
        let statement = try db.cachedStatement(sql: try text())
        // So that GRDB, when it runs it, does not miss the arguments that it has not bound itself.
        statement.setUncheckedArguments(StatementArguments())
        let entry = Entry(statement)
        statements[key] = entry
        return CompiledStatement(statement, memory: entry.memory)
    }
}
