/// The broker ends, in order or at once, and is started anew.
struct RestartBroker: ChaosHarm {
    let isGraceful: Bool

    func strike(_ fault: ChaosFault, on scene: ChaosScene) async throws {
        try await scene.system.restartBroker(gracefully: isGraceful)
    }
}
