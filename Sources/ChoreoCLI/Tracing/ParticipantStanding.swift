import ShopSystem

/// How a participant is that owes something, as far as it can be seen from outside.
struct ParticipantStanding: Sendable, Hashable {
    /// Nil: the broker could not be asked.
    var backlog: QueueReading?
    /// What it keeps to try again later; nil: it does not tell.
    var retriesWaiting: Int?
    /// Whether its HTTP door answers; nil: it is not known where that is.
    var answers: Bool?

    /// `inventory has 10 messages waiting, no consumer`; nothing where nothing is known.
    func text(of name: String) -> String {
        var parts: [String] = []
        if let backlog {
            let consumers = backlog.consumers == 0 ? "no consumer" : Self.count(backlog.consumers, "consumer")
            parts.append(
                backlog.messages == 0
                    ? "nothing waits in its queue, \(consumers)"
                    : "\(name) has \(Self.count(backlog.messages, "message")) waiting, \(consumers)")
        }
        if let retriesWaiting, retriesWaiting > 0 {
            parts.append("\(Self.count(retriesWaiting, "message")) to be tried again")
        }
        if answers == false { parts.append("the worker does not answer") }
        if let backlog, backlog.messages == 0, backlog.consumers > 0, answers != false, retriesWaiting != 0 {
            parts.append("so it has heard it, and tries it again later or holds it back")
        }
        return parts.joined(separator: ", ")
    }

    private static func count(_ number: Int, _ what: String) -> String {
        "\(number) \(what)\(number == 1 ? "" : "s")"
    }
}
