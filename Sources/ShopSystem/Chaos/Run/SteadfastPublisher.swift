import Choreography
import Logging
import RabbitMQ

/// Publishes from outside as a careful client does: again, under the same message id, until the broker has
/// confirmed it.
actor SteadfastPublisher {
    private let configurations: [String: ConnectionConfiguration]
    private let logger: Logger
    private var kept: [String: (connection: Connection, publisher: Publisher)] = [:]

    /// - Parameter configurations: how to log in, by user.
    init(_ configurations: [String: ConnectionConfiguration], logger: Logger) {
        self.configurations = configurations
        self.logger = logger
    }

    /// Returns when there is a connection, so that the first message need not wait for it.
    func connect(as user: String) async throws {
        while try await connected(as: user) == nil { try await Task.sleep(for: .milliseconds(100)) }
    }

    /// Returns when all are confirmed.
    func publish(_ messages: [OutsideMessage]) async throws {
        // Runs of one user together, so that what was said first is sent first.
        var rest = messages[...]
        while let user = rest.first?.user {
            let run = rest.prefix { $0.user == user }
            try await publish(run.map(\.message), as: user)
            rest = rest.dropFirst(run.count)
        }
    }

    /// Returns when all are confirmed.
    ///
    /// - Throws: ``SystemError`` for what can never be published, `CancellationError`.
    func publish(_ messages: [Message], as user: String) async throws {
        var pending = messages
        while !pending.isEmpty {
            try Task.checkCancellation()
            guard let (connection, publisher) = try await connected(as: user) else {
                try await Task.sleep(for: .milliseconds(100))
                continue
            }
            let outcomes = await withTaskCancellationHandler {
                await publisher.publish(pending)
            } onCancel: {
                // It would wait as long as the broker holds it back.
                Task { await connection.close() }
            }
            for case .refused(let error) in outcomes {
                throw SystemError(.brokerUnavailable, "\(user) cannot publish this: \(error)")
            }
            let isLost = outcomes.contains { if case .unknown = $0 { true } else { false } }
            if isLost { await drop(connection, of: user) }
            pending = zip(pending, outcomes).filter { $0.1 != .confirmed }.map(\.0)
        }
    }

    func close() async {
        for (connection, _) in kept.values { await connection.close() }
        kept = [:]
    }

    private func drop(_ connection: Connection, of user: String) async {
        if kept[user]?.connection === connection { kept[user] = nil }
        await connection.close()
    }

    /// nil: not at the moment.
    private func connected(
        as user: String
    ) async throws -> (connection: Connection, publisher: Publisher)? {
        if let kept = kept[user] { return kept }
        guard let configuration = configurations[user] else {
            throw SystemError(.brokerUnavailable, "there is no broker user \(user)")
        }
        do {
            let connection = try await Connection.open(configuration, logger: logger)
            do {
                let publisher = try await connection.makePublisher()
                // Another call may have connected meanwhile; its connection goes on and is closed with its last use.
                kept[user] = (connection, publisher)
                return (connection, publisher)
            } catch {
                await connection.close()
                throw error
            }
        } catch let error as AMQPError {
            guard error.isTransient else { throw error }
            return nil
        }
    }
}
