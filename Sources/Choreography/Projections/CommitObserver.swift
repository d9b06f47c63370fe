import GRDB
import Synchronization

/// Rings when facts have been committed, whoever recorded them: nobody has to poll, and no writer has to know
/// who reads.
final class CommitObserver: TransactionObserver, Sendable {
    private let bell: Doorbell
    private let hasNews = Atomic(false)

    init(ringing bell: Doorbell) { self.bell = bell }

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool {
        if case .insert("events") = eventKind { true } else { false }
    }

    func databaseDidChange(with event: DatabaseEvent) {
        hasNews.store(true, ordering: .relaxed)
        stopObservingDatabaseChangesUntilNextTransaction()
    }

    func databaseDidCommit(_ db: Database) {
        if hasNews.exchange(false, ordering: .relaxed) { bell.ring() }
    }

    func databaseDidRollback(_ db: Database) { hasNews.store(false, ordering: .relaxed) }
}
