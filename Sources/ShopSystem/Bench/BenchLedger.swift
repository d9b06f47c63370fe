import RabbitMQ
import Synchronization

/// When each order of a round began to wait, and when its last event came back.
final class BenchLedger: Sendable {
    typealias Instant = ContinuousClock.Instant

    private struct Page {
        var began: [Instant?]
        var ended: [Instant?]
        var endedCount = 0
        var first: Instant?
        var last: Instant?
    }

    private let indices: [String: Int]
    private let lastEvents: [Set<String>]
    private let page: Mutex<Page>

    init(_ script: BenchScript) {
        indices = script.indices
        let events = Dictionary(script.stories.map { ($0, $0.lastEvents) }, uniquingKeysWith: { $1 })
        lastEvents = script.stories.map { events[$0] ?? [] }
        let never = [Instant?](repeating: nil, count: script.stories.count)
        page = Mutex(Page(began: never, ended: never))
    }

    /// How many orders there are.
    var count: Int { lastEvents.count }

    /// Says that lines are about to be published, and since when each has been due.
    func begin(_ lines: ArraySlice<BenchScript.Line>, at time: (BenchScript.Line) -> Instant) {
        page.withLock { page in
            for line in lines {
                let now = time(line)
                if page.first == nil { page.first = now }
                if let order = line.order { page.began[order] = now }
            }
        }
    }

    /// Looks at nothing but the routing key and the correlation id.
    func hear(_ deliveries: [Delivery], at now: Instant) {
        page.withLock { page in
            for delivery in deliveries {
                guard let id = delivery.properties.correlationID, let order = indices[id],
                    lastEvents[order].contains(delivery.routingKey), page.ended[order] == nil
                else { continue }
                page.ended[order] = now
                page.endedCount += 1
                page.last = now
            }
        }
    }

    /// How many orders have come to their end.
    var endedCount: Int { page.withLock(\.endedCount) }

    /// From the first message to the last event.
    var span: Duration { page.withLock { page in (page.last ?? .now) - (page.first ?? .now) } }

    /// How long each order took that has ended.
    var latencies: [Duration] {
        page.withLock { page in
            zip(page.began, page.ended).compactMap { began, ended in
                guard let began, let ended else { return nil }
                return ended - began
            }
        }
    }

    /// Orders that have not ended.
    var open: [String] {
        page.withLock { page in indices.filter { page.ended[$0.value] == nil }.keys.sorted() }
    }
}
