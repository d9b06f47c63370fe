import Choreography
package import Logging
package import RabbitMQ
import RabbitMQManagement
import ShopEvents

extension QueueReading {
    /// Asks for these queues; one that is not there is left out.
    ///
    /// The number of ready messages is exact. What was delivered and not acknowledged only the management API
    /// tells, some seconds late, so that there may be fewer by now.
    ///
    /// - Parameter seen: what the management API has told.
    static func read(
        _ names: [String], over connection: Connection, seen: [QueueStatus]
    ) async throws(AMQPError) -> [String: QueueReading] {
        let seen = seen.reduce(into: [:]) { $0[$1.name] = $1.messages }
        var queues: [String: QueueReading] = [:]
        for name in names {
            do throws(AMQPError) {
                let state = try await connection.declareQueue(name, passive: true)
                queues[name] = QueueReading(
                    messages: max(Int(state.messages), seen[name] ?? 0), consumers: Int(state.consumers))
            } catch {
                // A queue whose node is away is there all the same.
                guard error.code == .notFound, !error.isTransient else { throw error }
            }
        }
        return queues
    }

    /// The queues of all participants, by participant; see ``read(_:over:seen:)``.
    ///
    /// - Parameter managementURL: nil: nobody can be asked what was delivered and not acknowledged.
    /// - Throws: ``SystemError`` when one is not there; the errors of broker and management.
    package static func ofParticipants(
        _ configuration: ConnectionConfiguration, managementURL: String?, logger: Logger
    ) async throws -> [String: QueueReading] {
        var seen: [QueueStatus] = []
        if let managementURL {
            seen = try await ManagementClient(url: managementURL).queues(in: configuration.virtualHost)
        }
        return try await read(Topology.queue(of:), configuration, seen: seen, logger)
    }

    /// How many messages are ready in each participant's dead-letter queue, by participant: what somebody looks
    /// at is not among them.
    ///
    /// - Throws: as ``ofParticipants(_:managementURL:logger:)``.
    package static func deadLetterCounts(
        _ configuration: ConnectionConfiguration, logger: Logger
    ) async throws -> [String: Int] {
        try await read(Topology.deadLetterQueue(of:), configuration, seen: [], logger).mapValues(\.messages)
    }

    private static func read(
        _ queue: (String) -> String, _ configuration: ConnectionConfiguration, seen: [QueueStatus],
        _ logger: Logger
    ) async throws -> [String: QueueReading] {
        let participants = Score.shop.parts.map(\.name)
        let queues = try await open(participants.map(queue), configuration, seen: seen, logger)
        return try participants.reduce(into: [:]) { readings, name in
            guard let reading = queues[queue(name)] else {
                throw SystemError(
                    .brokerUnavailable,
                    "the broker has no queue \(queue(name)): apply the topology (choreo topology apply)")
            }
            readings[name] = reading
        }
    }

    private static func open(
        _ names: [String], _ configuration: ConnectionConfiguration, seen: [QueueStatus], _ logger: Logger
    ) async throws(AMQPError) -> [String: QueueReading] {
        let connection = try await Connection.open(configuration, logger: logger)
        do throws(AMQPError) {
            let queues = try await read(names, over: connection, seen: seen)
            await connection.close()
            return queues
        } catch {
            await connection.close()
            throw error
        }
    }
}
