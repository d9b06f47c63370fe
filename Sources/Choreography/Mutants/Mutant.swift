#if MUTANTS
    import Foundation

    /// A rule of the runtime that is broken on purpose, to see which proof notices: `choreo mutants`. A build without
    /// the condition `MUTANTS` has none of this.
    ///
    /// Each stands in the code at the line whose rule it breaks. One at most lives in a process, from its beginning
    /// to its end.
    package enum Mutant: String, CaseIterable, Sendable {
        case noDeduplication = "no-deduplication"
        case ackBeforeCommit = "ack-before-commit"
        case outboxRowDeletedFirst = "outbox-row-deleted-first"
        case noMandatory = "no-mandatory"
        case retryInMemory = "retry-in-memory"
        case deadLetterAckedFirst = "dead-letter-acked-first"
        case replayToAll = "replay-to-all"
        case replayAckedFirst = "replay-acked-first"
        case returnTakenForConfirm = "return-taken-for-confirm"
        case outboxNotReread = "outbox-not-reread"
        case timersInMemory = "timers-in-memory"
        case savepointNotTakenBack = "savepoint-not-taken-back"
        case crashesNotCounted = "crashes-not-counted"
        case reusedIDNotSeen = "reused-id-not-seen"
        case causeNotNoted = "cause-not-noted"
        case newKeyPerAttempt = "new-key-per-attempt"
        case senderNotChecked = "sender-not-checked"

        /// The environment variable that names the mutant of a process, of the runtime or of the shop.
        package static let variable = "CHOREO_MUTANT"

        /// What the environment asks for.
        package static let chosenName = ProcessInfo.processInfo.environment[variable] ?? ""

        private static let chosen = Mutant(rawValue: chosenName)

        /// Whether this process is this mutant.
        package static func isOn(_ mutant: Mutant) -> Bool { mutant == chosen }
    }
#endif
