import Choreography
public import Logging
public import RabbitMQ
import RabbitMQManagement
import ShopEvents

/// What waits for a participant, and whether anybody is there to take it.
public struct QueueBacklog: Sendable, Hashable {
    /// In its queue, for whoever comes next.
    public let ready: Int
    /// In its queue or in its hands, not acknowledged.
    public let messages: Int
    /// How many consume from the queue.
    public let consumers: Int

    /// A backlog; `messages` may lag behind, and is never less than `ready`.
    public init(ready: Int, messages: Int, consumers: Int) {
        (self.ready, self.messages, self.consumers) = (ready, max(ready, messages), consumers)
    }

    /// The backlogs of all participants, by participant.
    ///
    /// What is ready and who consumes is exact. What was delivered and not acknowledged only the management API
    /// tells, some seconds late, so that there may be fewer by now.
    ///
    /// - Parameter managementURL: nil: nobody can be asked what was delivered and not acknowledged.
    public static func ofAll(
        _ configuration: ConnectionConfiguration, managementURL: String?, logger: Logger
    ) async throws -> [String: QueueBacklog] {
        let states = try await queues(
            Score.shop.parts.map { Topology.queue(of: $0.name) }, configuration, logger)
        var seen: [String: Int] = [:]
        if let managementURL {
            for queue in try await ManagementClient(url: managementURL).queues(in: configuration.virtualHost)
            {
                seen[queue.name] = queue.messages
            }
        }
        return Score.shop.parts.reduce(into: [:]) { backlogs, part in
            guard let state = states[Topology.queue(of: part.name)] else { return }
            backlogs[part.name] = QueueBacklog(
                ready: Int(state.messages), messages: seen[state.name] ?? 0, consumers: Int(state.consumers))
        }
    }

    /// How many messages are ready in each participant's dead-letter queue, by participant: what somebody looks
    /// at is not among them.
    public static func deadLetterCounts(
        _ configuration: ConnectionConfiguration, logger: Logger
    ) async throws -> [String: Int] {
        let names = Score.shop.parts.map(\.name)
        let states = try await queues(names.map(Topology.deadLetterQueue), configuration, logger)
        return names.reduce(into: [:]) { counts, name in
            counts[name] = (states[Topology.deadLetterQueue(of: name)]?.messages).map(Int.init)
        }
    }

    private static func queues(
        _ names: [String], _ configuration: ConnectionConfiguration, _ logger: Logger
    ) async throws -> [String: QueueState] {
        let connection = try await Connection.open(configuration, logger: logger)
        do {
            var states: [String: QueueState] = [:]
            for name in names { states[name] = try await connection.declareQueue(name, passive: true) }
            await connection.close()
            return states
        } catch {
            await connection.close()
            throw error
        }
    }
}
