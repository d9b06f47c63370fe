import Choreography
import Foundation
package import Logging
import RabbitMQ
package import RabbitMQManagement
import ShopEvents

/// Asks a shop how it is, again and again if wanted; takes nothing from it.
package actor StatusReader {
    /// How much of the history is read to tell how long messages have been waiting.
    static let tailLimit = 5000

    private let sources: StatusSources
    private let management: ManagementClient?
    private let logger: Logger
    private var connection: Connection?
    private var before: [String: WorkerReading] = [:]

    /// - Throws: when the URL of the management API is none.
    package init(_ sources: StatusSources, logger: Logger) throws(ManagementError) {
        var sources = sources
        // Whoever looks wants to know now, and what does not answer in time is worth knowing.
        sources.broker.connectTimeout = .seconds(2)
        sources.broker.rpcTimeout = .seconds(3)
        self.sources = sources
        management =
            if let url = sources.managementURL {
                try ManagementClient(url: url, timeout: .seconds(3))
            } else { nil }
        self.logger = logger
    }

    /// Looks at the workers' figures, so that the next ``read()`` can tell how they have changed since.
    package func prepare() async { before = await readWorkers() }

    /// How everything is now.
    package func read() async -> ShopStatus {
        async let workers = readWorkers()
        async let broker = readBroker()
        let (readings, reading) = await (workers, broker)
        let participants = RunningSystem.workers.map { name in
            var status = ParticipantStatus(name: name)
            status.door = sources.doors[name]
            status.enter(process: sources.process(of: name), now: readings[name], before: before[name])
            status.enter(reading)
            return status
        }
        before = readings
        var shop = ShopStatus(
            at: Date(), broker: reading, participants: participants,
            orders: readings["order"]?.figures?.counts("shop_orders", by: "status"),
            isSupervised: sources.isSupervised)
        shop.notes = RunningSystem.workers.compactMap { readings[$0]?.note } + reading.notes
        await enterOldest(into: &shop)
        return shop
    }

    /// Ends it.
    package func close() async {
        await connection?.close()
        connection = nil
    }

    private func readWorkers() async -> [String: WorkerReading] {
        await withTaskGroup(of: (String, WorkerReading).self) { group in
            // Who is known to be held or gone would only keep us waiting.
            for (name, door) in sources.doors where sources.process(of: name)?.life ?? .runs == .runs {
                group.addTask { [token = sources.token] in
                    (name, await WorkerReading.take(of: name, at: door, token: token))
                }
            }
            var readings: [String: WorkerReading] = [:]
            for await (name, reading) in group { readings[name] = reading }
            return readings
        }
    }

    private func enterOldest(into shop: inout ShopStatus) async {
        let waiting = shop.participants.indices.filter { shop.participants[$0].queue?.messages ?? 0 > 0 }
        guard !waiting.isEmpty, let connection else { return }
        do {
            let tail = try await HistoryReader.readTail(Self.tailLimit, over: connection)
            for index in waiting {
                let participant = shop.participants[index]
                let heard = Score.shop.part(of: participant.name)?.hears.map { $0.type.rawValue } ?? []
                shop.participants[index].oldest = OldestMessage(
                    messages: participant.queue?.messages ?? 0, heard: Set(heard), tail: tail, now: shop.at)
            }
        } catch {
            shop.notes.append("how long messages have been waiting is not known: \(error)")
            await close()
        }
    }
}

extension StatusReader {
    private static let queues =
        RunningSystem.workers.flatMap { [Topology.queue(of: $0), Topology.deadLetterQueue(of: $0)] }
        + [Topology.unroutedQueue]

    private func readBroker() async -> BrokerReading {
        var reading = BrokerReading(address: "\(sources.broker)")
        var seen: [QueueStatus] = []
        do {
            if let management {
                seen = try await management.queues(in: sources.broker.virtualHost)
                reading.alarms = try await management.alarms()
            }
        } catch {
            reading.notes.append("alarms are not known: \(error)")
        }
        do {
            reading.queues = try await readQueues(seen)
            reading.missing = Self.queues.filter { reading.queues[$0] == nil }
        } catch {
            reading.failure = error.message
            // That says it all.
            reading.notes = []
            await close()
        }
        return reading
    }

    private func readQueues(_ seen: [QueueStatus]) async throws(AMQPError) -> [String: QueueReading] {
        if let connection {
            do throws(AMQPError) {
                return try await QueueReading.read(Self.queues, over: connection, seen: seen)
            } catch {
                // It has ended since the last time; a new one tells whether the broker is there.
                await close()
            }
        }
        let new = try await Connection.open(sources.broker, logger: logger)
        connection = new
        return try await QueueReading.read(Self.queues, over: new, seen: seen)
    }
}
