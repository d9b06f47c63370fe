import Foundation
import Testing

@testable import struct Choreography.TokenBucket

@Suite("A bucket of tokens") struct TokenBucketTests {
    let start = Date(timeIntervalSince1970: 1_800_000_000)

    @Test(
        "never more than the capacity at once, never more than the pace in the long run",
        arguments: [1, 3, 10])
    func pace(capacity: Int) {
        var bucket = TokenBucket(interval: .milliseconds(250), capacity: capacity)
        var now = start
        var taken = 0
        while now < start + 100 {
            if let next = bucket.take(at: now) {
                #expect(next > now)
                now = next
            } else {
                taken += 1
            }
        }
        #expect((400 + capacity - 1...400 + capacity).contains(taken))
    }

    @Test("what is not taken is not saved up beyond the capacity") func capacity() {
        var bucket = TokenBucket(interval: .seconds(1), capacity: 2)
        for hour in 1...3 {
            let now = start + Double(hour) * 3600
            #expect(bucket.take(at: now) == nil)
            #expect(bucket.take(at: now) == nil)
            #expect(bucket.take(at: now) == now + 1)
        }
    }

    @Test("looking at an empty bucket costs nothing") func looking() {
        var bucket = TokenBucket(interval: .seconds(1), capacity: 1)
        #expect(bucket.take(at: start) == nil)
        for _ in 1...5 { #expect(bucket.take(at: start + 0.5) == start + 1) }
        #expect(bucket.take(at: start + 1) == nil)
    }

    @Test("a clock that is set back makes nobody wait for longer than one interval") func clockSetBack() {
        var bucket = TokenBucket(interval: .seconds(1), capacity: 2)
        _ = (bucket.take(at: start), bucket.take(at: start))
        #expect(bucket.take(at: start - 3600) == start - 3599)
    }
}
