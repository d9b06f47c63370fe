import Choreography
import GRDB
import RabbitMQ

/// Has everybody hear the whole history again, and looks whether anything changes.
struct ChaosRehearing: Sendable {
    let scene: ChaosScene
    let drain: ChaosDrain
    let onProgress: @Sendable (String) -> Void

    func rehear() async throws -> ChaosReport.Rehearing {
        let before = try await StateDigest.take(of: scene.system.configuration)
        let events = try await publishAgain()
        let isAtRest = try await drain.drain()
        let after = try await StateDigest.take(of: scene.system.configuration)
        let changed = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
        return ChaosReport.Rehearing(
            events: events, changed: changed.sorted(), tables: before.count, isAtRest: isAtRest)
    }

    private func publishAgain() async throws -> Int {
        let configuration = try await scene.stage.configuration(for: Topology.operatorUser, isSafe: true)
        guard
            let end = try await HistoryReader.lastOffset(configuration, logger: scene.stage.logger)
        else { return 0 }
        var count = 0
        // What is published here is written to the history as well, behind that end.
        try await HistoryTape(configuration: configuration, logger: scene.stage.logger).play(from: 0) {
            batch in
            let wanted = batch.filter { $0.malformed == nil && Self.offset(of: $0) <= end }
            try await scene.publisher.publish(wanted.map(HistoryTape.copy), as: Topology.operatorUser)
            count += wanted.count
            onProgress("\(count) of about \(end + 1) events said again")
            return batch.allSatisfy { Self.offset(of: $0) < end }
        }
        return count
    }

    private static func offset(of delivery: Delivery) -> Int64 {
        delivery.properties.headers["x-stream-offset"]?.integer ?? .max
    }
}
