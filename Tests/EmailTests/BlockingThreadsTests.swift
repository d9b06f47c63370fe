import Foundation
import Synchronization
import Testing

@testable import Email

@Suite struct BlockingThreadsTests {
    @Test func `Work that comes one after the other needs one thread`() async {
        let threads = BlockingThreads(name: "test", limit: 4, patience: .seconds(60))
        let seen = Mutex<Set<UInt>>([])
        for _ in 0..<20 {
            _ = await threads.run { seen.withLock { _ = $0.insert(UInt(pthread_self())) } }
            // It is idle again a moment after its answer.
            while threads.count.idle == 0 { await Task.yield() }
        }
        #expect(seen.withLock { $0.count } == 1)
        #expect(threads.count.all == 1)
    }

    @Test func `As many run at once as may, the rest waits in order`() async {
        let threads = BlockingThreads(name: "test", limit: 3, patience: .zero)
        let (begun, gate) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let order = Mutex<[Int]>([])
        for _ in 0..<3 {
            threads.submit {
                begun.signal()
                gate.wait()
            }
        }
        for number in 0..<5 { threads.submit { order.withLock { $0.append(number) } } }
        await Self.onThread { for _ in 0..<3 { begun.wait() } }
        #expect(threads.count.all == 3)
        #expect(order.withLock { $0 } == [])
        // One goes on, so that their order is told.
        gate.signal()
        while order.withLock({ $0.count }) < 5 { await Task.yield() }
        #expect(order.withLock { $0 } == [0, 1, 2, 3, 4])
        gate.signal()
        gate.signal()
        while threads.count.all > 0 { await Task.yield() }
    }

    private static func onThread(_ body: @escaping @Sendable () -> Void) async {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                body()
                continuation.resume()
            }
        }
    }
}
