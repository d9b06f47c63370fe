/// Asks for the orders of a plan, as fast as it is told to and the faults keep up.
struct ChaosOrders: Sendable {
    let plan: ChaosPlan
    let scene: ChaosScene
    let rate: Double

    /// So many faults may be behind, or else all orders would be over before most of the harm is done.
    private static let slack = 2

    /// Returns when everything is confirmed.
    func publish() async throws {
        var rest = plan.publications[...]
        let step = max(1, Int(rate / 10))
        let pause = Duration.seconds(Double(step) / rate)
        var next = ContinuousClock.now
        for start in stride(from: 0, to: plan.orders.count, by: step) {
            let end = min(start + step, plan.orders.count)
            let batch = rest.prefix { $0.position < end }
            rest = rest.dropFirst(batch.count)
            try await waitForFaults(before: start)
            let messages = try batch.map { try $0.message() }
            try await scene.publisher.publish(messages)
            scene.stage.record.note { page in
                page.said += messages
                page.position = end
            }
            next = max(next + pause, ContinuousClock.now)
            try await Task.sleep(until: next)
        }
    }

    private func waitForFaults(before position: Int) async throws {
        let due = plan.faults.count { $0.position <= position }
        while scene.stage.record.look(\.begun) + Self.slack < due {
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
