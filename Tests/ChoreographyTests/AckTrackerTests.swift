import Choreography
import RabbitMQ
import Testing

@Suite("Acknowledgements") struct AckTrackerTests {
    private func tracker(received: ClosedRange<UInt64>) -> AckTracker {
        var tracker = AckTracker()
        for tag in received { tracker.received(tag) }
        return tracker
    }

    @Test("a whole batch is one frame") func batch() {
        var tracker = tracker(received: 1...100)
        #expect(tracker.finished(Array(1...100)) == [.ack(100, multiple: true)])
        #expect(tracker.openCount == 0)
    }

    @Test("what lies behind an open delivery is acknowledged alone") func gap() {
        var tracker = tracker(received: 1...5)
        #expect(
            tracker.finished([1, 2, 4, 5]) == [
                .ack(2, multiple: true), .ack(4, multiple: false), .ack(5, multiple: false),
            ])
        #expect(tracker.finished([3]) == [.ack(3, multiple: true)])
    }

    @Test("nothing is acknowledged twice") func twice() {
        var tracker = tracker(received: 1...3)
        #expect(tracker.finished([2]) == [.ack(2, multiple: false)])
        #expect(tracker.finished([2]) == [])
        #expect(tracker.finished([1]) == [.ack(1, multiple: true)])
        #expect(tracker.rejected(3) == [.reject(3, requeue: false)])
        #expect(tracker.rejected(3) == [])
    }

    @Test("random orders settle each delivery exactly once") func random() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            let count = UInt64.random(in: 1...40, using: &generator)
            var tracker = tracker(received: 1...count)
            var left = Array(1...count).shuffled(using: &generator)
            var open = Set(1...count)
            while !left.isEmpty {
                let tags = Array(left.prefix(.random(in: 1...left.count, using: &generator)))
                left.removeFirst(tags.count)
                for case .ack(let tag, let multiple) in tracker.finished(tags) {
                    #expect(open.contains(tag), "the broker closes the channel on an unknown tag")
                    open = open.filter { multiple ? $0 > tag : $0 != tag }
                }
                #expect(open == Set(left))
            }
        }
    }
}
