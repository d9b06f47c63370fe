/// No space is left where a worker keeps its data, for a while.
struct FillDisk: ChaosHarm {
    func strike(_ fault: ChaosFault, on scene: ChaosScene) async throws {
        guard let worker = fault.victim, let disk = scene.stage.disks[worker] else { return }
        let before = complaints(of: worker, scene)
        let end = ContinuousClock.now + .seconds(10)
        try disk.fill()
        defer { disk.free() }
        // SQLite needs no new space as long as it can overwrite old pages: wait for its complaint.
        while complaints(of: worker, scene) <= before, ContinuousClock.now < end, !Task.isCancelled {
            // Space that was given back meanwhile is taken as well.
            try disk.fill()
            await scene.last(.milliseconds(200))
        }
        guard complaints(of: worker, scene) > before else { return }
        scene.stage.record.note { $0.complaints += 1 }
        await scene.last(fault.duration / 2)
    }

    private func complaints(of worker: String, _ scene: ChaosScene) -> Int {
        scene.system.logs.lines(of: worker).count {
            $0.contains("disk is full") || $0.contains("No space left")
        }
    }
}
