import Choreography
import ChoreographyTesting
import Logging
import RabbitMQ
import ShopEvents

/// Messages that nobody can read, or that nobody may say: each must become a dead letter or be refused.
struct PublishGarbage: ChaosHarm {
    private enum Kind: CaseIterable {
        case unreadable(ChaosGarbage), forgedSender, forbiddenType

        static let allCases = ChaosGarbage.allCases.map(Self.unreadable) + [.forgedSender, .forbiddenType]
    }

    func strike(_ fault: ChaosFault, on scene: ChaosScene) async throws {
        var generator = SeededGenerator(seed: fault.seed)
        let kinds = Kind.allCases.shuffled(using: &generator).prefix(4)
        let order = scene.stage.record.look(\.said).randomElement(using: &generator)
        for (number, kind) in kinds.enumerated() {
            let id = generator.uuid(number)
            scene.stage.record.note { $0.garbage.insert(id) }
            switch kind {
            case .forgedSender: try await forge(id, about: order, scene)
            case .forbiddenType: try await trespass(id, scene)
            case .unreadable(let garbage): try await scene.publisher.publish([try garbage.message(id)])
            }
        }
    }

    /// The operator may publish anything, but not in another's name without saying so.
    private func forge(_ id: String, about order: OutsideMessage?, _ scene: ChaosScene) async throws {
        let named = order?.message.properties.correlationID.flatMap(OrderID.init)
        let sound = PaymentRefunded.example
        let forged = PaymentRefunded(
            orderID: named ?? sound.orderID, amount: sound.amount, currency: sound.currency,
            chargeID: sound.chargeID, refundID: sound.refundID, reason: sound.reason)
        var message = try OutsideMessage(forged, messageID: id).message
        message.properties.userID = Topology.operatorUser
        try await scene.publisher.publish([message], as: Topology.operatorUser)
    }

    /// The storefront says what payment alone may say: the broker has to refuse it.
    private func trespass(_ id: String, _ scene: ChaosScene) async throws {
        var message = try OutsideMessage(PaymentProcessed.example, messageID: id).message
        message.properties.userID = "storefront"
        let configuration = try await scene.stage.configuration(for: "storefront", isSafe: false)
        while try await !isDecided(message, configuration, scene) {
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Whether the broker could be asked.
    private func isDecided(
        _ message: Message, _ configuration: ConnectionConfiguration, _ scene: ChaosScene
    ) async throws -> Bool {
        switch await outcome(of: message, configuration, scene.stage.logger) {
        case .confirmed:
            scene.stage.record.note { $0.breaches.append("the storefront could say \(message.routingKey)") }
        case .unknown(let error) where error.code == .accessRefused:
            scene.stage.record.note { $0.refusals += 1 }
        case .unknown(let error) where error.isTransient: return false
        case let other: throw SystemError(.brokerUnavailable, "a forgery was answered by \(other)")
        }
        return true
    }

    /// On a connection of its own, since the refusal ends the channel.
    private func outcome(
        of message: Message, _ configuration: ConnectionConfiguration, _ logger: Logger
    ) async -> PublishOutcome {
        do throws(AMQPError) {
            let connection = try await Connection.open(configuration, logger: logger)
            let outcome = await outcome(of: message, on: connection)
            await connection.close()
            return outcome
        } catch {
            return .unknown(error)
        }
    }

    private func outcome(of message: Message, on connection: Connection) async -> PublishOutcome {
        do throws(AMQPError) {
            return try await connection.makePublisher().publish([message])[0]
        } catch {
            return .unknown(error)
        }
    }
}
