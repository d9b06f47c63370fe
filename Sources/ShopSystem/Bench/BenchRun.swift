public import Logging

/// Measures a shop of its own: orders are asked for, followed to their end by their events, and checked
/// afterwards.
public struct BenchRun: Sendable {
    /// What is asked for.
    public let settings: BenchSettings
    private let logger: Logger
    private let onProgress: @Sendable (String) -> Void

    /// - Parameter onProgress: called with what is being done, some times a second.
    public init(
        _ settings: BenchSettings, logger: Logger, onProgress: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.settings = settings
        self.logger = logger
        self.onProgress = onProgress
    }

    /// Does all of it. Nothing is left running, also when it is cancelled or fails.
    ///
    /// - Throws: ``BenchRefusal`` when an invariant does not hold; ``SystemError`` and the errors of broker and
    ///   databases, when there is nothing to report.
    public func run() async throws -> BenchReport {
        let rounds = settings.laps + (settings.sweeps ? BenchSweep.count : 0)
        let stage = try await BenchStage.start(
            settings, orders: settings.warmUp + settings.orders * rounds, logger: logger
        ) { notice in
            if case .progress(let what) = notice { onProgress(what) }
        }
        let result: Result<BenchReport, any Error>
        do {
            result = .success(try await perform(on: stage))
        } catch {
            result = .failure(error)
        }
        // Also in a cancelled task, where waiting would end at once.
        await Task { await stage.close() }.value
        return try result.get()
    }

    private func perform(on stage: BenchStage) async throws -> BenchReport {
        if settings.warmUp > 0 {
            _ = try await round(0, settings.warmUp, nil, called: "warming up", on: stage)
        }
        var laps: [BenchRound.Result] = []
        for lap in 1...settings.laps {
            let name = settings.laps == 1 ? "measuring" : "lap \(lap) of \(settings.laps)"
            laps.append(try await round(lap, settings.orders, settings.rate, called: name, on: stage))
        }
        var points: [BenchReport.Point] = []
        if settings.sweeps {
            let highest = BenchReport.Point(laps[0], rate: nil)
            let sweep = BenchSweep(highest: highest.ordersPerSecond, orders: settings.orders)
            for (number, step) in sweep.steps.enumerated() {
                let name = "\(step.rate) orders/s"
                let result = try await round(
                    laps.count + 1 + number, step.orders, step.rate, called: name, on: stage)
                points.append(BenchReport.Point(result, rate: step.rate))
            }
            points.append(highest)
        }
        let restarted = await stage.restarted()
        guard restarted.isEmpty else {
            throw SystemError(
                .workerFailed,
                "\(restarted.joined(separator: ", ")) died in the run: the figures would be of two processes")
        }
        let verification = try await stage.verify(onProgress: onProgress)
        guard verification.isSound else { throw BenchRefusal(verification: verification) }
        return BenchReport(settings, laps, sweep: points, events: verification.figures.events ?? [:])
    }

    /// - Parameter number: no two rounds have orders of the same ids.
    private func round(
        _ number: Int, _ orders: Int, _ rate: Double?, called name: String, on stage: BenchStage
    ) async throws -> BenchRound.Result {
        onProgress("\(name): writing \(orders) orders")
        let script = try BenchScript(seed: UInt64(number) + 1, orders: orders, mix: settings.mix)
        let round = BenchRound(stage: stage, script: script, rate: rate) { onProgress("\(name): \($0)") }
        return try await round.run()
    }
}
