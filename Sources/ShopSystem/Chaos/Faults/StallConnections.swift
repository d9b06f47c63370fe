import ChoreographyTesting

/// The connections of one client are half-open for a while.
struct StallConnections: ChaosHarm {
    func strike(_ fault: ChaosFault, on scene: ChaosScene) async throws {
        guard let proxy = fault.victim.flatMap({ scene.stage.proxies[$0] }) else { return }
        var generator = SeededGenerator(seed: fault.seed)
        let direction = TCPProxy.Direction.allCases.randomElement(using: &generator) ?? .both
        proxy.set(.stall(direction))
        await scene.last(fault.duration)
        proxy.set(.pass)
    }
}
