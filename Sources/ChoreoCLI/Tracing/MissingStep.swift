import Choreography
import Foundation
import ShopSystem

/// What has not come, who owes it, and why that may be.
struct MissingStep: Encodable, Sendable {
    /// Nil: the score tells nobody who owes it.
    let participant: String?
    /// What may be said in answer.
    let says: [String]
    /// What calls for it.
    let event: String?
    let message_id: String?
    let since: String?
    let seconds: Int?
    /// The reason of the dead letter that it has become.
    let dead: String?
    /// In the participant's queue or in its hands; nil: not known.
    let waiting: Int?
    let consumers: Int?
    let retries_waiting: Int?
    /// Whether the participant's HTTP door answers; nil: not known.
    let answers: Bool?
    /// All that for people.
    let text: String

    init(_ step: OwedStep, letter: DeadLetterEntry?, standing: ParticipantStanding?, at now: Date) {
        participant = step.participant
        says = step.says.map(\.rawValue)
        event = step.event.type
        message_id = step.event.messageID
        since = step.event.time?.precise
        let waited = step.event.time.flatMap { Duration(from: $0, to: now) }
        seconds = waited.map { Int($0.components.seconds) }
        dead = letter?.exceptionType
        waiting = standing?.backlog?.messages
        consumers = standing?.backlog?.consumers
        retries_waiting = standing?.retriesWaiting
        answers = standing?.answers
        if let letter {
            text = letter.sentence
        } else {
            let since = step.event.time.map { " since \($0.clock.prefix(8))" } ?? ""
            let age = waited.map { " (\($0.rough))" } ?? ""
            let why = standing.map { $0.text(of: step.participant) } ?? ""
            text =
                "\(step.participant) has not answered \(step.event.type)\(since)\(age)"
                + (why.isEmpty ? "" : ": \(why)")
        }
    }

    /// An order that has no end although nobody owes anything.
    init(noEndAfter last: HistoryEvent?) {
        (participant, says, dead, seconds) = (nil, [], nil, nil)
        (event, message_id, since) = (last?.type, last?.messageID, last?.time?.precise)
        (waiting, consumers, retries_waiting, answers) = (nil, nil, nil, nil)
        text =
            "it has no end yet, and the score tells nobody who has to speak after \(last?.type ?? "nothing")"
    }

    /// What tells one state of affairs from the next, without what changes all the time.
    var key: [String?] {
        [
            participant, event, message_id, dead, consumers.map { $0 > 0 ? "some" : "none" },
            answers.map(\.description),
        ]
    }
}

extension OrderTrace {
    /// What is missing, with what is known about those who owe it.
    func missing(_ standings: [String: ParticipantStanding], at now: Date = Date()) -> [MissingStep] {
        guard !progress.isAtRest else { return [] }
        guard !progress.owed.isEmpty else { return [MissingStep(noEndAfter: events.last)] }
        return progress.owed.map { step in
            MissingStep(
                step, letter: letter(of: step), standing: standings[step.participant], at: now)
        }
    }
}
