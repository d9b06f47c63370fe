import Metrics
import Synchronization

/// Spans on their way to the exporter. Bounded: when the collector is slow or away, new spans are dropped and
/// counted, since nobody who handles an event may wait for it.
package final class SpanQueue: Sendable {
    /// `choreography.spans.dropped`: spans that nobody will see.
    package static let droppedLabel = "choreography.spans.dropped"
    /// `choreography.spans.exported`: spans that the collector has taken.
    package static let exportedLabel = "choreography.spans.exported"

    private let limit: Int
    private let batch: Int
    private let spans = Mutex<[FinishedSpan]>([])
    private let dropped = Counter(label: droppedLabel)
    private let exported = Counter(label: exportedLabel)
    /// Rings when a batch is full.
    let bell: AsyncStream<Void>
    private let rope: AsyncStream<Void>.Continuation

    /// - Parameters:
    ///   - limit: how many spans wait at most.
    ///   - batch: so many are sent together.
    init(limit: Int, batch: Int) {
        self.limit = limit
        self.batch = batch
        (bell, rope) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func offer(_ span: FinishedSpan) {
        let count: Int? = spans.withLock { spans in
            guard spans.count < limit else { return nil }
            spans.append(span)
            return spans.count
        }
        guard let count else { return drop(1) }
        if count == batch || count == limit { ring() }
    }

    /// The oldest, as many as are sent together; none when there are none.
    func take() -> [FinishedSpan] {
        spans.withLock { spans in
            let batch = Array(spans.prefix(batch))
            spans.removeFirst(batch.count)
            return batch
        }
    }

    /// Gives up what waits; how many those were.
    func abandon() -> Int {
        let count = spans.withLock { spans in
            defer { spans = [] }
            return spans.count
        }
        drop(count)
        return count
    }

    func drop(_ count: Int) { dropped.increment(by: count) }

    func wereExported(_ count: Int) { exported.increment(by: count) }

    func ring() { rope.yield() }

    /// Ends ``bell``.
    func finish() { rope.finish() }
}
