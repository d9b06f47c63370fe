import Choreography
import Foundation
import RabbitMQ
import Testing

@testable import ShopSystem

@Suite struct OldestMessageTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    /// Events of these types, one every 10 seconds, the last 10 seconds ago.
    private func tail(_ types: [String], isWhole: Bool = false) -> OldestMessage.Tail {
        let events = types.enumerated().map { index, type in
            let age = (types.count - index) * 10
            return HistoryEvent(
                Message(
                    exchange: "events", routingKey: type,
                    properties: BasicProperties(timestamp: UInt64(1_800_000_000 - age)), body: []))
        }
        return .init(events: events, isWhole: isWhole)
    }

    private func oldest(_ messages: Int, _ tail: OldestMessage.Tail) -> OldestMessage? {
        OldestMessage(messages: messages, heard: ["a", "b"], tail: tail, now: now)
    }

    @Test func `It is the N-th last event that the participant hears`() {
        let tail = tail(["a", "x", "b", "x", "x", "a"])
        #expect(oldest(1, tail) == OldestMessage(seconds: 10, isAtLeast: false))
        #expect(oldest(2, tail) == OldestMessage(seconds: 40, isAtLeast: false))
        #expect(oldest(3, tail) == OldestMessage(seconds: 60, isAtLeast: false))
    }

    @Test func `An empty queue has none`() { #expect(oldest(0, tail(["a"])) == nil) }

    @Test func `More than was read is older than all that was read`() {
        #expect(oldest(3, tail(["x", "a", "b"])) == OldestMessage(seconds: 30, isAtLeast: true))
    }

    @Test func `More than there ever was came another way, and nobody knows when`() {
        #expect(oldest(3, tail(["x", "a", "b"], isWhole: true)) == nil)
        #expect(oldest(1, tail([], isWhole: true)) == nil)
    }

    @Test func `Who does not tell the time spoke before the next`() {
        var tail = tail(["a", "b"])
        let silent = HistoryEvent(Message(exchange: "events", routingKey: "a", properties: .init(), body: []))
        tail.events.insert(silent, at: 0)
        #expect(oldest(3, tail)?.seconds == 20)
    }

    @Test func `A clock ahead of ours makes no negative age`() {
        #expect(
            OldestMessage(messages: 1, heard: ["a"], tail: tail(["a"]), now: now - 3600)?.seconds == 0)
    }

    @Test(arguments: [
        (0, "0 s"), (59.9, "59 s"), (60, "1 min"), (3599, "59 min"), (3600, "1 h"), (172_800, "2 d"),
        (.nan, "-"), (.infinity, "-"),
    ])
    func `Ages are told roughly`(seconds: Double, text: String) { #expect(seconds.roughly == text) }
}
