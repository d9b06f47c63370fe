import Foundation
import ShopSystem

/// A column of the table of participants; its raw value is the title.
enum StatusColumn: String, CaseIterable {
    case participant = "worker"
    case up
    case ready
    case consuming = "consumes"
    case deliveries = "deliv/s"
    case effects = "effect/s"
    case duplicates = "dups"
    case retries = "retry"
    case outbox
    case outboxAge = "age"
    case dead
    case queue
    case oldest

    /// What is not known is `-`.
    func text(of participant: ParticipantStatus) -> String {
        let text: String? =
            switch self {
            case .participant: participant.name
            case .up: participant.isUp.map(Self.word)
            case .ready: participant.isReady.map(Self.word)
            case .consuming: participant.isConsuming.map(Self.word)
            case .deliveries: participant.deliveriesPerSecond.map(Self.rate)
            case .effects: participant.effectsPerSecond.map(Self.rate)
            case .duplicates: participant.duplicates.map(String.init)
            case .retries: participant.retriesWaiting.map(String.init)
            case .outbox: participant.outbox.map { String($0.depth) }
            case .outboxAge: participant.outbox.flatMap { $0.depth > 0 ? $0.ageSeconds?.roughly : nil }
            case .dead: participant.deadLetters.map(String.init)
            case .queue: participant.queue.map { String($0.messages) }
            case .oldest: participant.oldest.map { ($0.isAtLeast ? "> " : "~") + $0.seconds.roughly }
            }
        return text ?? "-"
    }

    /// The kinds of trouble that this column shows.
    var alarming: Set<StatusProblem.Kind> {
        switch self {
        case .participant: [.down, .stopped, .silent]
        case .up: [.down, .stopped, .silent]
        case .ready: [.down, .stopped, .silent, .notReady]
        case .consuming: [.down, .stopped, .notConsuming]
        case .outbox: [.outboxParked, .outboxWaiting]
        case .outboxAge: [.outboxWaiting]
        case .dead: [.deadLetters]
        case .queue, .oldest: [.lagging]
        case .deliveries, .effects, .duplicates, .retries: []
        }
    }

    private static func word(_ flag: Bool) -> String { flag ? "yes" : "no" }

    private static func rate(_ rate: Double) -> String {
        rate < 100 ? String(format: "%.1f", rate) : String(format: "%.0f", rate)
    }
}
