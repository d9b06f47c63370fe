/// Knows which messages of a channel in confirm mode have no outcome yet. Pure.
///
/// The broker counts the messages of a channel from 1 and confirms them by number, one by one or all up
/// to a number. A return carries no number and comes before the confirm of its message
/// (https://www.rabbitmq.com/confirms.html), so it is matched by message id, exchange and routing key; of
/// several that match, the one sent first.
struct ConfirmTracker<Token: Returnable> {
    /// Tokens from number `first` on; settled ones are `nil` until the front moves past them.
    private var entries: [Token?] = []
    private var head = 0
    private var first: UInt64 = 1
    /// Unreturned mandatory messages, in the order sent. Built at the first return and dropped when
    /// nothing is open: returns are rare, and hashing every message sent would not be.
    private var index: [ReturnKey: [UInt64]]?
    /// What became of the open messages that came back.
    private var returns: [UInt64: PublishOutcome] = [:]

    /// The number of messages without an outcome.
    private(set) var openCount = 0

    /// The number of the first message without an outcome.
    var oldestOpen: UInt64? { openCount == 0 ? nil : first }

    /// Takes note of the next message sent and returns its number.
    @discardableResult
    mutating func sent(_ token: Token) -> UInt64 {
        let tag = first + UInt64(entries.count - head)
        entries.append(token)
        openCount += 1
        if index != nil, let key = token.returnKey { index?[key, default: []].append(tag) }
        return tag
    }

    /// Takes note of a return. `false` if no open message matches.
    mutating func returned(_ message: ReturnedMessage) -> Bool {
        let key = ReturnKey(
            messageID: message.messageID, exchange: message.exchange, routingKey: message.routingKey)
        var index = self.index ?? buildIndex()
        self.index = nil
        defer { self.index = index }
        while var tags = index[key] {
            let tag = tags.removeFirst()
            index[key] = tags.isEmpty ? nil : tags
            guard let place = place(of: tag), entries[place] != nil else { continue }
            returns[tag] = .returned(code: message.code, text: message.text)
            return true
        }
        return false
    }

    /// Takes note of an ack or nack and hands out the messages that it settles, in the order sent.
    ///
    /// - Throws: ``AMQPError/Code/protocolViolation`` for a number that was never sent.
    mutating func confirm(
        _ tag: UInt64, multiple: Bool, as outcome: PublishOutcome, _ settle: (Token, PublishOutcome) -> Void
    ) throws(AMQPError) {
        let next = first + UInt64(entries.count - head)
        // Zero with `multiple` means everything so far.
        let last = tag == 0 && multiple ? next - 1 : tag
        guard last < next, tag > 0 || multiple else {
            throw AMQPError(.protocolViolation, "the broker confirmed message \(tag), which was never sent")
        }
        guard last >= first else { return }
        let place = head + Int(last - first)
        for position in (multiple ? head : place)...place {
            guard let token = entries[position] else { continue }
            entries[position] = nil
            openCount -= 1
            settle(token, takeReturn(at: position) ?? outcome)
        }
        moveFront()
    }

    /// The channel is gone: hands out every open message, as unknown unless it was returned.
    mutating func fail(_ error: AMQPError, _ settle: (Token, PublishOutcome) -> Void) {
        let open = entries[head...].enumerated().compactMap { offset, token in
            token.map { ($0, returns[first + UInt64(offset)]) }
        }
        first += UInt64(entries.count - head)
        entries.removeAll()
        head = 0
        index = nil
        returns = [:]
        openCount = 0
        for (token, outcome) in open { settle(token, outcome ?? .unknown(error)) }
    }

    private mutating func takeReturn(at place: Int) -> PublishOutcome? {
        returns.isEmpty ? nil : returns.removeValue(forKey: first + UInt64(place - head))
    }

    private func place(of tag: UInt64) -> Int? {
        guard tag >= first, tag - first < UInt64(entries.count - head) else { return nil }
        return head + Int(tag - first)
    }

    private func buildIndex() -> [ReturnKey: [UInt64]] {
        var index: [ReturnKey: [UInt64]] = [:]
        for (offset, token) in entries[head...].enumerated() {
            let tag = first + UInt64(offset)
            guard let key = token?.returnKey, returns[tag] == nil else { continue }
            index[key, default: []].append(tag)
        }
        return index
    }

    private mutating func moveFront() {
        while head < entries.count, entries[head] == nil {
            head += 1
            first += 1
        }
        if head == entries.count {
            entries.removeAll(keepingCapacity: true)
            head = 0
            index = nil
        } else if head >= 1024, head * 2 >= entries.count {
            entries.removeFirst(head)
            head = 0
        }
    }
}
