import Choreography
import ChoreographyTesting
import RabbitMQ

/// Messages are published again as they were: by those outside, or by the operator whatever the history has.
struct PublishDuplicates: ChaosHarm {
    private static let atMost = 50

    func strike(_ fault: ChaosFault, on scene: ChaosScene) async throws {
        var generator = SeededGenerator(seed: fault.seed)
        let said = scene.stage.record.look(\.said)
        guard !said.isEmpty else { return }
        let count: Int
        if Bool.random(using: &generator) {
            let again = said.shuffled(using: &generator).prefix(Self.atMost)
            try await scene.publisher.publish(Array(again))
            count = again.count
        } else {
            // Everything that was said is in the history, so it is at least as long.
            let first = Int64(Int.random(in: 0..<said.count, using: &generator))
            let copies = try await copies(from: first, scene)
            try await scene.publisher.publish(copies, as: Topology.operatorUser)
            count = copies.count
        }
        scene.stage.record.note { $0.duplicates += count }
    }

    private func copies(from first: Int64, _ scene: ChaosScene) async throws -> [Message] {
        let tape = HistoryTape(
            configuration: try await scene.stage.configuration(for: Topology.operatorUser, isSafe: false),
            logger: scene.stage.logger)
        while true {
            do {
                var copies: [Message] = []
                try await tape.play(from: first) { batch in
                    copies += batch.prefix(Self.atMost).filter { $0.malformed == nil }.map(HistoryTape.copy)
                    return false
                }
                return copies
            } catch let error as AMQPError where error.isTransient {
                // Harm of another kind is being done to the broker or to the way to it.
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }
}
