import ChoreographyTesting
import Testing

@testable import RabbitMQ

@Suite struct ConfirmTrackerTests {
    private struct Sent: Returnable {
        let token: Int
        var messageID: String?
        var isMandatory = true

        var returnKey: ReturnKey? {
            isMandatory
                ? ReturnKey(messageID: messageID ?? "m\(token)", exchange: "e", routingKey: "k") : nil
        }
    }

    private var tracker = ConfirmTracker<Sent>()
    private let lost = AMQPError(.connectionLost, "lost")

    private mutating func send(_ tokens: ClosedRange<Int>) {
        for token in tokens { tracker.sent(Sent(token: token)) }
    }

    private mutating func confirm(
        _ tag: UInt64, multiple: Bool, as outcome: PublishOutcome = .confirmed
    ) throws -> [Int: PublishOutcome] {
        var settled: [Int: PublishOutcome] = [:]
        try tracker.confirm(tag, multiple: multiple, as: outcome) { token, outcome in
            #expect(settled[token.token] == nil)
            settled[token.token] = outcome
        }
        return settled
    }

    private func returned(_ token: Int) -> ReturnedMessage {
        ReturnedMessage(code: 312, text: "NO_ROUTE", exchange: "e", routingKey: "k", messageID: "m\(token)")
    }

    @Test mutating func oneByOneInAnyOrder() throws {
        send(1...3)
        #expect(try confirm(2, multiple: false) == [2: .confirmed])
        #expect(try confirm(1, multiple: false) == [1: .confirmed])
        #expect(try confirm(3, multiple: false, as: .nacked) == [3: .nacked])
        #expect(tracker.openCount == 0)
    }

    @Test mutating func multipleTakesAllUpToItAndNoneTwice() throws {
        send(1...5)
        #expect(try confirm(2, multiple: false) == [2: .confirmed])
        #expect(try confirm(4, multiple: true, as: .nacked) == [1: .nacked, 3: .nacked, 4: .nacked])
        #expect(try confirm(4, multiple: true).isEmpty)
        #expect(tracker.openCount == 1)
        send(6...7)
        #expect(try confirm(0, multiple: true) == [5: .confirmed, 6: .confirmed, 7: .confirmed])
    }

    @Test mutating func aReturnComesBeforeItsAck() throws {
        send(1...3)
        #expect(tracker.returned(returned(2)) == true)
        send(4...4)
        #expect(tracker.returned(returned(4)) == true)
        #expect(tracker.returned(returned(9)) == false)
        #expect(
            try confirm(4, multiple: true) == [
                1: .confirmed, 2: .returned(code: 312, text: "NO_ROUTE"), 3: .confirmed,
                4: .returned(code: 312, text: "NO_ROUTE"),
            ])
    }

    @Test mutating func sameMessageIDTwiceIsReturnedInOrder() throws {
        send(1...1)
        tracker.sent(Sent(token: 2, messageID: "m1"))
        #expect(tracker.returned(returned(1)) == true)
        #expect(try confirm(1, multiple: false) == [1: .returned(code: 312, text: "NO_ROUTE")])
        #expect(try confirm(2, multiple: false) == [2: .confirmed])
    }

    @Test mutating func whatIsNotMandatoryIsNeverTakenForTheOneReturned() throws {
        tracker.sent(Sent(token: 1, messageID: "m2", isMandatory: false))
        send(2...2)
        #expect(tracker.returned(returned(2)) == true)
        tracker.sent(Sent(token: 3, messageID: "m3", isMandatory: false))
        #expect(tracker.returned(returned(3)) == false)
        #expect(
            try confirm(3, multiple: true)
                == [1: .confirmed, 2: .returned(code: 312, text: "NO_ROUTE"), 3: .confirmed])
    }

    /// One that was returned stays so however the front moves past others before it is confirmed.
    @Test mutating func aReturnIsKeptWhileOthersAreConfirmed() throws {
        send(1...3000)
        #expect(tracker.returned(returned(2500)) == true)
        #expect(try confirm(2000, multiple: true).count == 2000)
        #expect(try confirm(2400, multiple: true).values.allSatisfy { $0 == .confirmed })
        let rest = try confirm(3000, multiple: true)
        #expect(rest.filter { $0.value != .confirmed }.keys.elementsEqual([2500]))
    }

    @Test mutating func lossMakesUnknownWhatWasNotReturned() throws {
        send(1...3)
        #expect(try confirm(1, multiple: false) == [1: .confirmed])
        #expect(tracker.returned(returned(3)) == true)
        var settled: [Int: PublishOutcome] = [:]
        tracker.fail(lost) { settled[$0.token] = $1 }
        #expect(settled == [2: .unknown(lost), 3: .returned(code: 312, text: "NO_ROUTE")])
        #expect(tracker.openCount == 0)
    }

    @Test mutating func aConfirmOfWhatWasNeverSentIsAViolation() throws {
        send(1...1)
        #expect(throws: AMQPError.self) { _ = try confirm(2, multiple: false) }
        #expect(throws: AMQPError.self) { _ = try confirm(0, multiple: false) }
    }

    /// Against a model that is obviously right: a dictionary.
    @Test(arguments: 1...20) mutating func agreesWithAModel(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var model: [UInt64: Int] = [:]
        var sent: UInt64 = 0
        for _ in 0..<3_000 {
            if Bool.random(using: &random) || sent == 0 {
                sent += 1
                model[sent] = Int(sent)
                send(Int(sent)...Int(sent))
            } else {
                let tag = UInt64.random(in: 1...sent, using: &random)
                let multiple = Int.random(in: 0..<50, using: &random) == 0
                let expected = model.filter { multiple ? $0.key <= tag : $0.key == tag }
                for key in expected.keys { model[key] = nil }
                #expect(Set(try confirm(tag, multiple: multiple).keys) == Set(expected.values))
                #expect(tracker.openCount == model.count)
            }
        }
    }
}
