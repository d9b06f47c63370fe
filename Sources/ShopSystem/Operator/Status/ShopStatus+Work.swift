extension ShopStatus {
    /// Why a participant does not work, if so: of several reasons the first, since the others follow from it.
    func workProblem(of participant: ParticipantStatus) -> StatusProblem? {
        let name = participant.name
        let pid = participant.process.map { " (process \($0))" } ?? ""
        switch participant.state {
        case .down:
            return problem(
                .down, participant, "\(name) is down",
                isSupervised
                    ? "start it (choreo up does by itself, and shows why it ends)"
                    : "start it (its program is \(name))")
        case .stopped:
            return problem(
                .stopped, participant, "\(name)\(pid) is held by a signal",
                participant.process.map { "let it go on (kill -CONT \($0))" } ?? "let it go on")
        case .silent:
            return problem(
                .silent, participant, "\(name)\(pid) does not answer at \(participant.door ?? "its door")",
                isSupervised
                    ? "end it (\(participant.process.map { "kill \($0)" } ?? "SIGTERM")); choreo up starts it again"
                    : "see that its door is this one; else see its log, and restart it")
        case .up, .unknown: break
        }
        // A broker that is gone is told once, and explains this of everybody.
        guard broker.failure == nil else { return nil }
        if participant.isReady == false {
            let reasons = participant.reasons.joined(separator: ", ")
            return problem(
                .notReady, participant, "\(name) is not ready\(reasons.isEmpty ? "" : " (\(reasons))")",
                "it goes on trying by itself; see its log")
        }
        if participant.isConsuming == false {
            return problem(
                .notConsuming, participant, "nobody consumes the queue of \(name)",
                participant.isUp == true
                    ? "it goes on trying by itself; see its log" : "start it (its program is \(name))")
        }
        return nil
    }

    private func problem(
        _ kind: StatusProblem.Kind, _ participant: ParticipantStatus, _ what: String, _ advice: String
    ) -> StatusProblem {
        let waiting = participant.queue?.messages ?? 0
        let consequence =
            waiting == 0 ? "" : ": \(waiting.of("message")) \(waiting == 1 ? "waits" : "wait") in its queue"
        return StatusProblem(kind, of: participant.name, what + consequence, advice)
    }
}

extension Int {
    /// `1 message`, `2 messages`.
    func of(_ noun: String) -> String { "\(self) \(noun)\(self == 1 ? "" : "s")" }

    /// What stands for so many of a noun.
    var it: String { self == 1 ? "it" : "them" }
}

extension Double {
    /// Seconds for people: `12 s`, `4 min`, `3 h`, `2 d`.
    package var roughly: String {
        switch self {
        case ..<60: "\(Int(max(0, self))) s"
        case ..<3600: "\(Int(self / 60)) min"
        case ..<172_800: "\(Int(self / 3600)) h"
        case ..<1e12: "\(Int(self / 86_400)) d"
        default: "-"
        }
    }
}
