import RabbitMQManagement

/// Under an alarm nobody may publish; workers wait, customers do too.
struct BrokerResources: BrokerCheck {
    static let identifier = "alarms"

    func examine(_ chart: BrokerChart) -> [DoctorFinding] {
        let findings = chart.nodes.flatMap(alarms) + chart.nodes.flatMap(shortages)
        return findings.isEmpty ? [fine("no alarm, and room for more")] : findings
    }

    private func alarms(_ node: NodeStatus) -> [DoctorFinding] {
        guard node.isRunning else {
            return [
                error(
                    "\(node.name) is down",
                    mend: "start it; quorum queues need more than half of their nodes")
            ]
        }
        var found: [DoctorFinding] = []
        if node.hasMemoryAlarm {
            found.append(
                error(
                    "\(node.name): memory alarm; nobody may publish",
                    mend: "find long queues with choreo topology show; give it memory, or raise "
                        + "vm_memory_high_watermark"))
        }
        if node.hasDiskAlarm {
            found.append(
                error(
                    "\(node.name): disk alarm; nobody may publish",
                    mend: "make room on its disk; what is in the stream history is bounded by its policy"))
        }
        if !node.partitions.isEmpty {
            found.append(
                error(
                    "\(node.name) has lost sight of \(node.partitions.joined(separator: ", "))",
                    mend: "mend the network, then restart the smaller side"))
        }
        return found
    }

    private func shortages(_ node: NodeStatus) -> [DoctorFinding] {
        guard node.isRunning else { return [] }
        var found: [DoctorFinding] = []
        if !node.hasDiskAlarm, let free = node.diskFree, let limit = node.diskFreeLimit, free / 2 < limit {
            found.append(
                warning(
                    "\(node.name): \(ByteText(free)) of disk free, the alarm comes at \(ByteText(limit))",
                    mend: "make room on its disk"))
        }
        if !node.hasMemoryAlarm, let used = node.memoryUsed, let limit = node.memoryLimit,
            limit > 0, Double(used) > 0.8 * Double(limit)
        {
            found.append(
                warning(
                    "\(node.name): \(ByteText(used)) of memory used, the alarm comes at \(ByteText(limit))",
                    mend: "find long queues with choreo topology show, or give it memory"))
        }
        if let used = node.filesUsed, let total = node.filesTotal, total > 0, used > total / 5 * 4 {
            found.append(
                warning(
                    "\(node.name): \(used) of \(total) files open",
                    mend: "LimitNOFILE=65536 in its systemd unit, then restart it"))
        }
        return found
    }
}
