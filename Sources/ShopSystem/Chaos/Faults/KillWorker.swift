/// SIGKILL; over when the worker has a new process.
struct KillWorker: ChaosHarm {
    func strike(_ fault: ChaosFault, on scene: ChaosScene) async throws {
        guard let worker = fault.victim else { return }
        let starts = try await scene.awaitProcess(of: worker)
        try await scene.system.killWorker(worker)
        while await scene.system.states[worker]?.starts ?? 0 <= starts {
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
