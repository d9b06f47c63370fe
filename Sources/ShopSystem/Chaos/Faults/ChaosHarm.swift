import ChoreographyTesting

/// What does harm of one kind. It has made good again whatever lasts when it returns, also when it is cancelled.
protocol ChaosHarm: Sendable {
    /// Does it.
    ///
    /// - Throws: when the run makes no sense any more, never because of what the harm itself brings about.
    func strike(_ fault: ChaosFault, on scene: ChaosScene) async throws
}

/// What harm is done to, and with.
struct ChaosScene: Sendable {
    let stage: ChaosStage
    let publisher: SteadfastPublisher

    var system: RunningSystem { stage.system }

    /// Waits until a worker has a process, so that there is something to harm.
    ///
    /// - Returns: how often it has been started.
    func awaitProcess(of worker: String) async throws -> Int {
        while true {
            if let state = await system.states[worker], state.pid != nil { return state.starts }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Lets a fault last; a cancelled one ends at once.
    func last(_ duration: Duration) async { try? await Task.sleep(for: duration) }
}

extension ChaosFaultKind {
    var harm: any ChaosHarm {
        switch self {
        case .workerKilled: KillWorker()
        case .workerRestarted: RestartWorker()
        case .workerFrozen: FreezeWorker()
        case .brokerRestarted: RestartBroker(isGraceful: true)
        case .brokerKilled: RestartBroker(isGraceful: false)
        case .brokerFrozen: FreezeBroker()
        case .connectionsCut: CutConnections()
        case .connectionsStalled: StallConnections()
        case .connectionsBlackHoled: BlackHoleConnections()
        case .diskFull: FillDisk()
        case .duplicates: PublishDuplicates()
        case .garbage: PublishGarbage()
        }
    }
}
