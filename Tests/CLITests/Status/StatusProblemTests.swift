import Foundation
import RabbitMQManagement
import Testing

@testable import ShopSystem

@Suite struct StatusProblemTests {
    private func line(_ change: (inout ParticipantStatus) -> Void) -> [String] {
        ShopStatus.with(change).problems.map(\.line)
    }

    @Test func `Where all is well nothing is to be done`() { #expect(ShopStatus.fine.problems == []) }

    @Test func `Of a shop of which nothing is known nothing is claimed`() {
        let shop = ShopStatus(
            at: Date(), broker: BrokerReading(address: "b"),
            participants: RunningSystem.workers.map { ParticipantStatus(name: $0) }, isSupervised: false)
        #expect(shop.problems == [])
    }

    @Test func `A worker that is down is to be started`() {
        let down: (inout ParticipantStatus) -> Void = {
            $0.state = .down
            ($0.isReady, $0.isConsuming) = (false, false)
        }
        #expect(
            line(down) == [
                "inventory is down: 10 messages wait in its queue; start it (choreo up does by itself, and "
                    + "shows why it ends)"
            ])
        var elsewhere = ShopStatus.with(down)
        elsewhere.isSupervised = false
        #expect(elsewhere.problems.map(\.advice) == ["start it (its program is inventory)"])
    }

    @Test func `One message waits, none does not wait`() {
        #expect(
            line {
                $0.state = .stopped
                $0.queue?.messages = 1
            } == [
                "inventory (process 4711) is held by a signal: 1 message waits in its queue; let it go on "
                    + "(kill -CONT 4711)"
            ])
        #expect(
            line {
                $0.state = .silent
                $0.queue = nil
            } == [
                "inventory (process 4711) does not answer at http://127.0.0.1:3; end it (kill 4711); "
                    + "choreo up starts it again"
            ])
    }

    @Test func `One that is not ready says why itself`() {
        #expect(
            line {
                ($0.isReady, $0.isConsuming) = (false, false)
                $0.reasons = ["not consuming: the disk is full"]
                $0.queue?.messages = 0
            } == [
                "inventory is not ready (not consuming: the disk is full); it goes on trying by itself; see "
                    + "its log"
            ])
    }

    @Test func `A queue that nobody consumes needs somebody, also without a door`() {
        let found = ShopStatus.with {
            $0 = ParticipantStatus(name: "inventory")
            $0.queue = QueueReading(messages: 7, consumers: 0)
            $0.isConsuming = false
        }.problems
        #expect(found.map(\.kind) == [.notConsuming])
        #expect(
            found.first?.line == "nobody consumes the queue of inventory: 7 messages wait in its queue; "
                + "start it (its program is inventory)")
    }

    @Test func `Dead letters are named with the command that shows them`() {
        let found = ShopStatus.with(of: "order") { $0.deadLetters = 3 }.problems
        #expect(found.map(\.line) == ["order has 3 dead letters; see why: choreo dlq show order"])
    }

    @Test func `An outbox may be busy, and not stand still`() {
        #expect(line { $0.outbox = .init(depth: 500, ageSeconds: 29, parked: 0) } == [])
        #expect(line { $0.outbox = .init(depth: 5, ageSeconds: nil, parked: nil) } == [])
        #expect(
            line { $0.outbox = .init(depth: 5, ageSeconds: 90, parked: 0) }.first?.hasPrefix(
                "inventory has 5 events unsent, the oldest for 1 min; ") == true)
        let parked = ShopStatus.with { $0.outbox = .init(depth: 1, ageSeconds: 90, parked: 1) }.problems
        #expect(parked.map(\.kind) == [.outboxParked], "what is parked is no queue")
    }

    @Test func `A queue may be long, and not old`() {
        #expect(line { $0.queue?.messages = 90_000 } == [])
        let lagging = ShopStatus.with { $0.oldest = .init(seconds: 240, isAtLeast: true) }.problems
        #expect(lagging.map(\.kind) == [.lagging])
        #expect(
            lagging.first?.message.hasSuffix("10 messages in its queue, the oldest for more than 4 min")
                == true)
        #expect(lagging.first?.advice.hasPrefix("it is catching up") == true)
        #expect(
            line {
                $0.oldest = .init(seconds: 240, isAtLeast: false)
                $0.effectsPerSecond = 0
            }.first?.hasSuffix("see its log for what holds it up") == true)
        #expect(
            ShopStatus.with {
                $0.state = .down
                $0.isConsuming = false
                $0.oldest = .init(seconds: 240, isAtLeast: false)
            }.problems.map(\.kind) == [.down], "who is down lags, of course")
    }

    @Test func `A broker that is gone explains what everybody else says`() {
        var shop = ShopStatus.with { ($0.isReady, $0.isConsuming) = (false, false) }
        shop.broker.failure = "nobody listens"
        #expect(shop.problems.map(\.kind) == [.brokerUnreachable])
        #expect(
            shop.problems.first?.message.contains("127.0.0.1:5672/shop cannot be asked: nobody listens")
                == true)
    }

    @Test func `Alarms, missing queues and unrouted events are the broker's`() {
        var shop = ShopStatus.fine
        shop.broker.alarms = [.init(node: "rabbit@a", resource: .disk)]
        shop.broker.missing = ["email", "email.dlq"]
        shop.broker.queues["unrouted"] = QueueReading(messages: 1, consumers: 0)
        #expect(shop.problems.map(\.kind) == [.alarm, .queueMissing, .unrouted])
        #expect(shop.problems.allSatisfy { $0.participant == nil })
        #expect(
            shop.problems[0].line.hasPrefix("the broker has a disk alarm on rabbit@a: nobody can publish; "))
        #expect(shop.problems[1].message == "the broker has no queue email, email.dlq")
        #expect(shop.problems[2].message == "1 event reached no queue and nobody heard of it")
    }
}
