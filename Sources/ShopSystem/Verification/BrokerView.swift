import Choreography
import Logging
import RabbitMQ
import RabbitMQManagement
import ShopEvents

/// The broker as the operator sees it; looking takes nothing away.
struct BrokerView: Sendable {
    let configuration: ConnectionConfiguration
    let managementURL: String?
    let logger: Logger

    /// How many messages each participant has in its queue or in its hands.
    ///
    /// The number of ready ones is exact. What was delivered and not acknowledged only the management API
    /// tells, some seconds late, so that there may be fewer by now.
    func depths() async throws -> [String: Int] {
        let ready = try await readyDepths()
        guard let managementURL else { return ready }
        let queues = try await ManagementClient(url: managementURL).queues(in: configuration.virtualHost)
        let seen = Dictionary(queues.map { ($0.name, $0.messages) }, uniquingKeysWith: max)
        return ready.reduce(into: [:]) { $0[$1.key] = max($1.value, seen[Topology.queue(of: $1.key)] ?? 0) }
    }

    private func readyDepths() async throws -> [String: Int] {
        let connection = try await Connection.open(configuration, logger: logger)
        do {
            var depths: [String: Int] = [:]
            for part in Score.shop.parts {
                let queue = Topology.queue(of: part.name)
                depths[part.name] = Int(try await connection.declareQueue(queue, passive: true).messages)
            }
            await connection.close()
            return depths
        } catch {
            await connection.close()
            throw error
        }
    }

    /// Enters depths, dead letters and the whole history into the books.
    func enter(into books: Books, onProgress: @escaping @Sendable (String) -> Void) async throws {
        try await books.enter(depths: try await depths())
        let desk = try await DeadLetterDesk(configuration, logger: logger)
        do {
            let letters = try await desk.read(participants: Score.shop.parts.map(\.name)) {
                onProgress("\($0) dead letters read")
            }
            await desk.close()
            try await books.enter(letters)
        } catch {
            await desk.close()
            throw error
        }
        try await HistoryReader.readAll(configuration, logger: logger) { batch, count in
            try await books.enter(batch)
            onProgress("\(count) events read")
        }
    }
}
