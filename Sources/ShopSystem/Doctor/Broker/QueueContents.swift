import Choreography
import RabbitMQManagement

/// Who does not listen, and what waits for somebody to look at it.
struct QueueContents: BrokerCheck {
    static let identifier = "queues"

    func examine(_ chart: BrokerChart) -> [DoctorFinding] {
        func messages(_ name: String) -> Int { chart.queues.first { $0.name == name }?.messages ?? 0 }
        let silent = chart.topology.participants.filter { name in
            chart.queues.contains { $0.name == Topology.queue(of: name) } && chart.consumers[name] == nil
        }
        var found: [DoctorFinding] = []
        if !silent.isEmpty {
            found.append(
                warning(
                    "nobody consumes \(silent.joined(separator: ", "))",
                    mend: "start the workers"))
        }
        for name in chart.topology.participants {
            let letters = messages(Topology.deadLetterQueue(of: name))
            guard letters > 0 else { continue }
            found.append(
                warning(
                    "\(letters) dead letter\(letters == 1 ? "" : "s") of \(name)",
                    mend: "choreo dlq list, choreo dlq show \(name), choreo dlq replay \(name)"))
        }
        let unrouted = messages(Topology.unroutedQueue)
        if unrouted > 0 {
            found.append(
                warning(
                    "\(unrouted) event\(unrouted == 1 ? "" : "s") that no queue is bound to",
                    mend: "choreo topology diff names missing bindings; the queue unrouted keeps the events"))
        }
        return found.isEmpty ? [fine("everybody listens, no dead letters")] : found
    }
}
