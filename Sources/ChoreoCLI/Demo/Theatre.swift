import Foundation
import ShopSystem

/// Builds the stage, has the story played on it, and takes it down again, whatever happens.
struct Theatre: Sendable {
    let directory: String
    let narrator: Narrator
    let executables: String

    /// Long enough for a busy machine to confirm an order, short enough to watch one expire.
    private static let deadline = Duration.seconds(6)
    private static let deadlineInMemory = Duration.seconds(3)

    func playOnBroker() async throws -> DemoReport {
        var options = SystemConfiguration(
            directory: directory,
            executables: executables)
        options.deadline = Self.deadline
        options.refusedCountries = [Scenario.refusedCountry]
        let system = RunningSystem(
            options, logger: ConnectionOptions.logger, onNotice: { [narrator] in Self.tell($0, narrator) })
        do {
            try await system.start()
            let stage = try await BrokerStage(system, chronicle: chronicle)
            let report = try await play(on: stage)
            await stage.close()
            await system.stop()
            return report
        } catch {
            await system.stop()
            throw error
        }
    }

    func playInMemory() async throws -> DemoReport {
        narrator.stageDirection(
            "five participants in this process, a broker in memory, databases in a folder")
        let stage = try await MemoryStage(
            directory: directory, deadline: Self.deadlineInMemory, chronicle: chronicle)
        do {
            let report = try await play(on: stage)
            await stage.close()
            return report
        } catch {
            await stage.close()
            throw error
        }
    }

    private var chronicle: Chronicle { Chronicle { [narrator] in narrator.event($0) } }

    private func play(on stage: any Stage) async throws -> DemoReport {
        do {
            let orders = try await Playwright(stage: stage, narrator: narrator).play()
            return try await Epilogue(stage: stage, orders: orders).report()
        } catch  where !(error is CancellationError) {
            for line in stage.lastWords() { Terminal.error.line(line) }
            throw error
        }
    }

    private static func tell(_ notice: SystemNotice, _ narrator: Narrator) {
        switch notice {
        case .progress(let what): narrator.stageDirection("\(what) …")
        case .workerDied(let name, let how, _): narrator.outcome("\(name) died (\(how))", good: false)
        case .ready: narrator.stageDirection("everything consumes")
        case .endedLeftovers, .workerStarted, .workerReady: break
        }
    }
}
