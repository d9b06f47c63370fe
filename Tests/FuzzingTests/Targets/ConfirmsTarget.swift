@testable import RabbitMQ

extension FuzzTarget {
    /// Publisher confirms as no broker should send them: every message that was sent is settled once, by whatever
    /// comes, and a number that was never sent is a violation of the protocol.
    static let confirms = FuzzTarget(
        name: "confirms",
        seeds: {
            [
                [0, 0, 0, 1, 1, 2, 2], [0, 0, 0, 0, 3, 0, 1, 3], [0, 3, 0, 2, 0, 4], [0, 3, 0, 1, 1],
                [UInt8](repeating: 0, count: 2000) + [5, 0, 0, 0, 0, 0, 0, 7, 208], [0, 0, 4, 0, 1, 1],
            ]
        }, words: []
    ) { bytes in
        var bytes = FuzzBytes(bytes)
        var channel = ConfirmsUnderTest()
        while !bytes.isAtEnd { try channel.take(&bytes) }
        try channel.end()
    }
}

private struct ConfirmsUnderTest {
    struct Token: Returnable {
        let number: Int
        var returnKey: ReturnKey? {
            number % 4 == 3 ? nil : ReturnKey(messageID: "\(number % 3)", exchange: "e", routingKey: "k")
        }
    }

    private var tracker = ConfirmTracker<Token>()
    private var isSettled: [Bool] = []
    private var settledCount = 0
    private var twice = 0

    mutating func take(_ bytes: inout FuzzBytes) throws {
        let step = bytes.byte()
        switch step % 6 {
        case 0:
            tracker.sent(Token(number: isSettled.count))
            isSettled.append(false)
        case 1: confirm(UInt64(bytes.byte()), multiple: false)
        case 2: confirm(UInt64(bytes.byte()), multiple: true)
        case 3:
            _ = tracker.returned(
                ReturnedMessage(
                    code: 312, text: "", exchange: "e", routingKey: "k", messageID: "\(bytes.byte() % 4)"))
        case 4: fail()
        default: confirm(bytes.integer(), multiple: step & 0x80 != 0)
        }
        try must(twice == 0, "a message is settled twice")
        try must(
            tracker.openCount == isSettled.count - settledCount, "\(tracker.openCount) messages are open")
    }

    mutating func end() throws {
        fail()
        try must(isSettled.allSatisfy { $0 }, "a message is never settled")
    }

    /// A number that was never sent is refused, and settles nothing.
    private mutating func confirm(_ tag: UInt64, multiple: Bool) {
        var numbers: [Int] = []
        try? tracker.confirm(tag, multiple: multiple, as: .confirmed) { token, _ in
            numbers.append(token.number)
        }
        settle(numbers)
    }

    private mutating func fail() {
        var numbers: [Int] = []
        tracker.fail(AMQPError(.connectionLost, "")) { token, _ in numbers.append(token.number) }
        settle(numbers)
    }

    private mutating func settle(_ numbers: [Int]) {
        for number in numbers {
            if isSettled[number] { twice += 1 }
            settledCount += 1
            isSettled[number] = true
        }
    }
}
