/// SIGSTOP of the broker for a while.
struct FreezeBroker: ChaosHarm {
    func strike(_ fault: ChaosFault, on scene: ChaosScene) async throws {
        await scene.system.pauseBroker()
        await scene.last(fault.duration)
        await scene.system.resumeBroker()
    }
}
