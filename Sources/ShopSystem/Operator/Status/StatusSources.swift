import Choreography
package import RabbitMQ

/// Where a shop can be asked how it is.
package struct StatusSources: Sendable {
    /// How the operator logs in to the broker.
    package var broker: ConnectionConfiguration
    /// The management API; nil when nobody said where it is.
    package var managementURL: String?
    /// The HTTP doors of the workers that are known, by worker.
    package var doors: [String: String]
    /// The processes of the workers on this machine that are known, by worker.
    package var processes: [String: Int32]
    /// What to show at the doors.
    package var token: String?
    /// Whether `choreo up` runs it.
    package var isSupervised: Bool

    package init(
        broker: ConnectionConfiguration, managementURL: String? = nil, doors: [String: String] = [:],
        processes: [String: Int32] = [:], token: String? = nil, isSupervised: Bool = false
    ) {
        self.broker = broker
        self.managementURL = managementURL
        self.doors = doors
        self.processes = processes
        self.token = token
        self.isSupervised = isSupervised
    }

    /// Whether a worker's process is there; nil when nobody knows its number.
    func process(of worker: String) -> ParticipantStatus.Process? {
        guard let pid = processes[worker] else { return nil }
        // Somebody else may have the number by now.
        guard let found = ProcessIdentity.of(pid),
            found.executable.isEmpty || found.executable.hasSuffix("/\(worker)")
        else { return .init(pid: pid, life: .gone) }
        return .init(pid: pid, life: found.isStopped ? .stopped : .runs)
    }
}
