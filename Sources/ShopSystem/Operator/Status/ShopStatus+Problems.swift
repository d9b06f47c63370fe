import Choreography
import RabbitMQManagement

extension ShopStatus {
    /// An event that is unsent for so long is not merely on its way.
    static let patienceWithOutbox = 30.0
    /// A message that waits for so long is not merely next in line.
    static let patienceWithQueue = 60.0

    /// What is wrong, the most general first; nothing when all is well.
    package var problems: [StatusProblem] { brokerProblems + participants.flatMap(problems(of:)) }

    private var brokerProblems: [StatusProblem] {
        var problems: [StatusProblem] = []
        if let failure = broker.failure {
            problems.append(
                StatusProblem(
                    .brokerUnreachable, "the broker at \(broker.address) cannot be asked: \(failure)",
                    isSupervised
                        ? "start the shop again (choreo up); nothing is lost, the workers wait for it"
                        : "start it, or correct its URL; nothing is lost, the workers wait for it"))
        }
        for alarm in broker.alarms ?? [] {
            problems.append(
                StatusProblem(
                    .alarm,
                    "the broker has a \(alarm.resource) alarm on \(alarm.node): nobody can publish",
                    alarm.resource == .memory
                        ? "let the workers empty the queues, or give the node more memory"
                        : "free space on the node's disk"))
        }
        if !broker.missing.isEmpty {
            problems.append(
                StatusProblem(
                    .queueMissing, "the broker has no queue \(broker.missing.joined(separator: ", "))",
                    "apply the topology (choreo topology apply)"))
        }
        if let unrouted = broker.unrouted, unrouted > 0 {
            problems.append(
                StatusProblem(
                    .unrouted, "\(unrouted.of("event")) reached no queue and nobody heard of \(unrouted.it)",
                    "see that all bindings are there (choreo topology apply), then publish again what lies "
                        + "in the queue \(Topology.unroutedQueue)"))
        }
        return problems
    }

    private func problems(of participant: ParticipantStatus) -> [StatusProblem] {
        var problems = workProblem(of: participant).map { [$0] } ?? []
        let name = participant.name
        if let letters = participant.deadLetters, letters > 0 {
            problems.append(
                StatusProblem(
                    .deadLetters, of: name, "\(name) has \(letters.of("dead letter"))",
                    "see why: choreo dlq show \(name)"))
        }
        if let parked = participant.outbox?.parked, parked > 0 {
            problems.append(
                StatusProblem(
                    .outboxParked, of: name,
                    "\(name) has \(parked.of("event")) that the broker does not take",
                    "its log says why (\"parked\"); mend that and restart it, which sends \(parked.it) again")
            )
        }
        if let outbox = participant.outbox, let age = outbox.ageSeconds, age >= Self.patienceWithOutbox,
            outbox.parked ?? 0 < outbox.depth, broker.failure == nil, participant.isUp != false
        {
            problems.append(
                StatusProblem(
                    .outboxWaiting, of: name,
                    "\(name) has \(outbox.depth.of("event")) unsent, the oldest for \(age.roughly)",
                    "see that the broker takes messages (alarms), and the log of \(name)"))
        }
        if let oldest = participant.oldest, oldest.seconds >= Self.patienceWithQueue,
            participant.isConsuming == true
        {
            problems.append(lag(of: participant, oldest))
        }
        return problems
    }

    private func lag(of participant: ParticipantStatus, _ oldest: OldestMessage) -> StatusProblem {
        let waiting = (participant.queue?.messages ?? 0).of("message")
        return StatusProblem(
            .lagging, of: participant.name,
            "\(participant.name) lags: \(waiting) in its queue, the oldest for "
                + (oldest.isAtLeast ? "more than " : "about ") + oldest.seconds.roughly,
            participant.effectsPerSecond.map { $0 > 0 } == true
                ? "it is catching up; wait, and see that the number falls (choreo status --watch)"
                : "see its log for what holds it up")
    }
}
