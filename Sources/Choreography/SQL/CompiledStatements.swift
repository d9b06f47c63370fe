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
    }

    private struct Entry { weak var statement: Statement? }

    /// Unchecked: only used where its connection may be used, on one thread at a time.
    private var statements: [Key: Entry] = [:]

    private static let lists = Mutex<[ObjectIdentifier: CompiledStatements]>([:])

    /// Those of the connection.
    static func of(_ db: Database) -> CompiledStatements {
        lists.withLock { lists in
            let key = ObjectIdentifier(db)
            if let list = lists[key] { return list }
            let list = CompiledStatements()
            lists[key] = list
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
        if let known = statements[key]?.statement { return CompiledStatement(known) }
        let statement = try db.cachedStatement(sql: try text())
        // So that GRDB, when it runs it, does not miss the arguments that it has not bound itself.
        statement.setUncheckedArguments(StatementArguments())
        statements[key] = Entry(statement: statement)
        return CompiledStatement(statement)
    }
}
