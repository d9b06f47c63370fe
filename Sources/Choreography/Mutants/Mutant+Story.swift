#if MUTANTS
    extension Mutant {
        /// What it does.
        package var title: String {
            switch self {
            case .noDeduplication: "the inbox lets in what came before"
            case .ackBeforeCommit: "a delivery is acknowledged before its transaction is on disk"
            case .outboxRowDeletedFirst: "an outbox row is deleted before the broker has confirmed it"
            case .noMandatory: "nothing is published as mandatory"
            case .retryInMemory: "what is to be tried again is kept in memory alone"
            case .deadLetterAckedFirst:
                "a delivery is acknowledged while the copy of its dead letter is in memory alone"
            case .replayToAll: "a dead letter is replayed to everybody who hears its type"
            case .replayAckedFirst: "a dead letter is taken away before its replay is confirmed"
            case .returnTakenForConfirm: "what the broker could not route counts as confirmed"
            case .outboxNotReread: "the outbox is not read at the start"
            case .timersInMemory: "timers are kept in memory alone"
            case .savepointNotTakenBack: "what a failed event has written stays"
            case .crashesNotCounted: "an event that kills the process is not remembered for it"
            case .reusedIDNotSeen: "another event under a known message id counts as a repetition"
            case .causeNotNoted: "an event does not name what caused it"
            case .newKeyPerAttempt: "each attempt asks the outside under an idempotency key of its own"
            case .senderNotChecked: "it does not matter who has sent an event"
            }
        }

        /// What it breaks.
        package var promise: String {
            switch self {
            case .noDeduplication: "an event has its effect once, however often it is delivered"
            case .ackBeforeCommit: "the broker keeps an event until its effect is on disk"
            case .outboxRowDeletedFirst, .outboxNotReread:
                "what was said is published, whenever the process dies"
            case .noMandatory, .returnTakenForConfirm: "what finds no queue is kept, reported and sent again"
            case .retryInMemory: "a retry survives the process"
            case .deadLetterAckedFirst: "what cannot be handled is a dead letter, whenever the process dies"
            case .replayToAll: "a replay concerns the participant that failed, and no other"
            case .replayAckedFirst: "a dead letter stays until its replay has arrived"
            case .timersInMemory: "a timer goes off, whenever the process dies"
            case .savepointNotTakenBack: "an event has all of its effect or none"
            case .crashesNotCounted: "a poison message costs three lives at most"
            case .reusedIDNotSeen: "no event is dropped silently"
            case .causeNotNoted: "every event names its cause"
            case .newKeyPerAttempt: "a wish that is repeated outside has the effect of one"
            case .senderNotChecked: "an event counts only from its owner"
            }
        }
    }
#endif
