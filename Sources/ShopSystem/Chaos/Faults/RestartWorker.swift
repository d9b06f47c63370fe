/// SIGTERM, and started anew.
struct RestartWorker: ChaosHarm {
    func strike(_ fault: ChaosFault, on scene: ChaosScene) async throws {
        guard let worker = fault.victim else { return }
        _ = try await scene.awaitProcess(of: worker)
        do {
            try await scene.system.restartWorker(worker, timeout: .seconds(10))
        } catch let error as SystemError where error.code == .timedOut {
            // The broker may be away; that it gets ready is asked for after healing.
        }
    }
}
