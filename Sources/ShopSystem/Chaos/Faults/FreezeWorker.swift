/// SIGSTOP for a while.
struct FreezeWorker: ChaosHarm {
    func strike(_ fault: ChaosFault, on scene: ChaosScene) async throws {
        guard let worker = fault.victim else { return }
        _ = try await scene.awaitProcess(of: worker)
        try await scene.system.pauseWorker(worker)
        await scene.last(fault.duration)
        try await scene.system.resumeWorker(worker)
    }
}
