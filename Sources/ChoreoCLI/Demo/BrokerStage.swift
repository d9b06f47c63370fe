import Choreography
import RabbitMQ
import ShopSystem

/// Five processes and a real broker.
struct BrokerStage: Stage {
    let system: RunningSystem
    let chronicle: Chronicle
    private let reader: HistoryReader

    /// Listens to all that is said from now on.
    init(_ system: RunningSystem, chronicle: Chronicle) async throws {
        self.system = system
        self.chronicle = chronicle
        guard
            let user = try await system.access.configuration(for: Topology.operatorUser, name: "choreo demo")
        else { throw CommandFailure(.unavailable, "there is no operator") }
        let reader = try await HistoryReader(user, from: .first, logger: ConnectionOptions.logger)
        self.reader = reader
        await chronicle.listen { try await reader.nextBatch() }
    }

    func say(_ message: OutsideMessage) async throws {
        let outcomes = try await system.publish([message.message], as: message.user)
        guard outcomes == [.confirmed] else {
            throw CommandFailure(
                .failed, "\(message.message.routingKey) was not taken: \(outcomes.map(PublishRun.words))")
        }
    }

    func pause(_ participant: String) async throws { try await system.pauseWorker(participant) }

    func resume(_ participant: String) async throws { try await system.resumeWorker(participant) }

    func deadLetters() async throws -> [DeadLetterEntry] {
        guard
            let user = try await system.access.configuration(for: Topology.operatorUser, name: "choreo demo")
        else { return [] }
        let desk = try await DeadLetterDesk(user, logger: ConnectionOptions.logger)
        do {
            let entries = try await desk.read(participants: RunningSystem.workers)
            await desk.close()
            return entries
        } catch {
            await desk.close()
            throw error
        }
    }

    var orderDatabase: String { system.configuration.database(of: "order") }

    var maildir: String { system.configuration.maildir }

    func lastWords() -> [String] {
        RunningSystem.workers.flatMap { name in
            system.logs.lines(of: name).suffix(8).map { "\(name.padded(to: 9)) │ \($0)" }
        }
    }

    func close() async {
        await chronicle.close()
        await reader.close()
    }
}
