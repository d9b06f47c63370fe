import GRDB

extension Database {
    /// Takes back what `body` has done in the current transaction when it throws, and nothing else. As GRDB's
    /// `inSavepoint`, with statements that are compiled once: every event has one.
    ///
    /// - Throws: what `body` throws; an error with `SQLITE_ABORT` when it could not be taken back, upon which the
    ///   whole transaction must be given up.
    func inPreparedSavepoint(_ body: () throws -> Void) throws {
        try run("SAVEPOINT event")
        do {
            try body()
            try run("RELEASE event")
        } catch {
            // After some errors SQLite has taken back the whole transaction by itself.
            guard isInsideTransaction else { throw error }
            #if MUTANTS
                if Mutant.isOn(.savepointNotTakenBack) {
                    try run("RELEASE event")
                    throw error
                }
            #endif
            do {
                try run("ROLLBACK TO event")
                try run("RELEASE event")
            } catch let failed {
                throw DatabaseError(
                    resultCode: .SQLITE_ABORT, message: "a rollback failed (\(failed)) after: \(error)")
            }
            throw error
        }
    }
}
