import ChoreographyTesting

/// The connections that one client has at this moment lose every byte from now on.
struct BlackHoleConnections: ChaosHarm {
    func strike(_ fault: ChaosFault, on scene: ChaosScene) async throws {
        fault.victim.flatMap { scene.stage.proxies[$0] }?.blackhole()
    }
}
