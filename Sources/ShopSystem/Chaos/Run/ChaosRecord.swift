import RabbitMQ
import Synchronization

/// What has happened in a chaos run so far.
final class ChaosRecord: Sendable {
    struct Page: Sendable {
        /// So many orders have been asked for, and the broker has confirmed it.
        var position = 0
        /// What was said from outside and confirmed.
        var said: [OutsideMessage] = []
        var faults: [ChaosFaultKind: Int] = [:]
        /// Faults that are under way, in the order in which they began.
        var current: [Int: ChaosFault] = [:]
        /// How many have been begun.
        var begun = 0
        /// Message ids of what must become a dead letter.
        var garbage: Set<String> = []
        /// Messages that were published once more.
        var duplicates = 0
        /// Forgeries that the broker did not take.
        var refusals = 0
        /// What the broker took and should have refused.
        var breaches: [String] = []
        /// Full disks of which the worker complained.
        var complaints = 0
        /// Dead letters that were given back.
        var replayed = 0
    }

    private let page = Mutex(Page())

    /// As it is at the moment.
    var now: Page { page.withLock(\.self) }

    func note(_ change: (inout sending Page) -> Void) { page.withLock { change(&$0) } }

    /// Without copying what may be long.
    func look<Value: Sendable>(_ question: (borrowing Page) -> Value) -> Value {
        page.withLock { question($0) }
    }
}
