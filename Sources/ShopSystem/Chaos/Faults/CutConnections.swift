import ChoreographyTesting

/// All connections of one client are reset.
struct CutConnections: ChaosHarm {
    func strike(_ fault: ChaosFault, on scene: ChaosScene) async throws {
        fault.victim.flatMap { scene.stage.proxies[$0] }?.cut()
    }
}
