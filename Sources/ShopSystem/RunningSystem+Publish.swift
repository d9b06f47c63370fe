public import Choreography
import ChoreographyTesting
public import RabbitMQ
import ShopEvents

extension RunningSystem {
    /// Publishes as `user`, mandatory and confirmed, over a connection that is kept for the next time.
    public func publish(_ messages: [Message], as user: String) async throws -> [PublishOutcome] {
        if let kept = publishers[user] {
            let outcomes = await kept.publisher.publish(messages)
            // A connection that has ended is no answer; the next one is.
            let isLost = outcomes.contains { if case .unknown = $0 { true } else { false } }
            guard isLost else { return outcomes }
            await kept.connection.close()
        }
        let connection = try await Connection.open(login(of: user, name: "choreo \(user)"), logger: logger)
        let publisher = try await connection.makePublisher()
        publishers[user] = (connection, publisher)
        return await publisher.publish(messages)
    }

    /// Publishes an event as its owner would.
    @discardableResult
    public func publish(_ event: some Event, messageID: String) async throws -> PublishOutcome {
        let message = try OutsideMessage(event, messageID: messageID)
        let outcomes = try await publish([message.message], as: message.user)
        return outcomes[0]
    }

    /// How a user of the broker logs in.
    ///
    /// - Parameter name: what the broker calls the connection.
    /// - Throws: ``SystemError`` when there is no such user, or no broker yet.
    func login(of user: String, name: String) throws -> ConnectionConfiguration {
        guard let configuration = try access.configuration(for: user, name: name) else {
            throw SystemError(.brokerUnavailable, "there is no broker user \(user); known are \(Self.users)")
        }
        return configuration
    }

    func closePublishers() async {
        for kept in publishers.values { await kept.connection.close() }
        publishers = [:]
    }

    /// Stops our own broker and starts it again on the same ports and data.
    ///
    /// - Parameter gracefully: false ends it at once, as a power cut would.
    public func restartBroker(gracefully: Bool = true) async throws {
        guard let ownBroker else {
            throw SystemError(
                .brokerUnavailable, "the broker is not ours; it is restarted by whoever runs it")
        }
        if gracefully {
            try await ownBroker.restart()
        } else {
            await ownBroker.kill()
            try await ownBroker.startAgain()
        }
    }

    /// Holds our own broker where it is (SIGSTOP): connections stay open and nothing answers.
    public func pauseBroker() async { await ownBroker?.suspend() }

    /// Lets a broker that was paused go on (SIGCONT).
    public func resumeBroker() async { await ownBroker?.resume() }
}
