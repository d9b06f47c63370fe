/// Does the harm of a plan: in its order, several faults at a time, but only one to each victim.
struct ChaosFaults: Sendable {
    let plan: ChaosPlan
    let scene: ChaosScene

    private static let atATime = 3
    private var record: ChaosRecord { scene.stage.record }

    /// Returns when all is over.
    func strike() async throws {
        try await withThrowingTaskGroup { group in
            for (number, fault) in plan.faults.enumerated() {
                while !mayBegin(fault) {
                    try await Task.sleep(for: .milliseconds(20))
                }
                record.note { page in
                    page.current[number] = fault
                    page.begun += 1
                }
                group.addTask { try await strike(fault, number) }
            }
            try await group.waitForAll()
        }
    }

    private func mayBegin(_ fault: ChaosFault) -> Bool {
        record.look { page in
            page.position >= fault.position && page.current.count < Self.atATime
                && !page.current.values.contains { $0.victim != nil && $0.victim == fault.victim }
        }
    }

    private func strike(_ fault: ChaosFault, _ number: Int) async throws {
        try await fault.kind.harm.strike(fault, on: scene)
        record.note { page in
            page.current[number] = nil
            page.faults[fault.kind, default: 0] += 1
        }
    }
}
