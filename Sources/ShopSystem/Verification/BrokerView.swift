import Choreography
import Logging
import RabbitMQ
import ShopEvents

/// The broker as the operator sees it; looking takes nothing away.
struct BrokerView: Sendable {
    let configuration: ConnectionConfiguration
    let managementURL: String?
    let logger: Logger

    /// How many messages each participant has in its queue or in its hands, see ``QueueReading``.
    func depths() async throws -> [String: Int] {
        try await QueueReading.ofParticipants(configuration, managementURL: managementURL, logger: logger)
            .mapValues(\.messages)
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
