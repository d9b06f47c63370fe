import ArgumentParser
import Choreography
import ShopSystem

/// Which dead letters a command is about.
struct DeadLetterSelection: ParsableArguments {
    @Argument(
        help: "A participant or its dead-letter queue, as in order or order.dlq; all of them unless given.",
        completion: .deadLetterQueues)
    var queue: String?

    @Option(help: ArgumentHelp("The one with this message id.", valueName: "message"))
    var id: String?

    @Option(help: ArgumentHelp("Those of this event type.", valueName: "type"), completion: .eventTypes)
    var type: String?

    @Option(
        help: ArgumentHelp(
            "Those that died of this: the x-exception-type, as choreo dlq list shows it.", valueName: "reason"
        ))
    var reason: String?

    /// Whether anything but the queue was given.
    var isNarrowed: Bool { id != nil || type != nil || reason != nil }

    /// Whose queues are meant.
    func participants() throws(CommandFailure) -> [String] {
        guard let queue else { return RunningSystem.workers }
        let suffix = Topology.deadLetterQueueSuffix
        let participant = queue.hasSuffix(suffix) ? String(queue.dropLast(suffix.count)) : queue
        try ParticipantName.check(participant)
        return [participant]
    }

    /// Whether everything that was given fits.
    func fits(_ entry: DeadLetterEntry) -> Bool {
        (id == nil || entry.messageID == id) && (type == nil || entry.type == type)
            && (reason == nil || entry.exceptionType == reason)
    }

    /// Those that fit.
    ///
    /// - Throws: ``CommandFailure`` when one was described and none is there.
    func choose(from entries: [DeadLetterEntry]) throws(CommandFailure) -> [DeadLetterEntry] {
        let chosen = entries.filter(fits)
        guard chosen.isEmpty, isNarrowed else { return chosen }
        throw CommandFailure(.failed, "no dead letter \(words); see choreo dlq list")
    }

    /// `of order with reason not-json`
    var words: String {
        [
            queue.map { "of \($0)" }, id.map { "with message id \($0)" }, type.map { "of type \($0)" },
            reason.map { "with reason \($0)" },
        ].compactMap(\.self).joined(separator: " ").onOneLine
    }

    /// For commands that change something: says which, or says all.
    func check(all: Bool) throws {
        guard isNarrowed != all else {
            throw ValidationError("say which: --id, --type, --reason, or else --all")
        }
    }
}
