import Choreography
import RabbitMQ
import RabbitMQManagement
import ShopEvents
import Testing

extension BrokerTests {
    /// The permission that the broker grants is tested, not the file.
    @Suite struct PermissionTests {
        @Test func eachUserPublishesItsOwnAndNothingElse() async throws {
            try await withAppliedTopology { broker, vhost in
                for part in Score.shop.parts {
                    for type in part.says.map({ $0.type }) {
                        try await broker.publish(.event(type.rawValue), as: part.name, in: vhost)
                            .expectConfirmed()
                    }
                    let foreign = part.name == "order" ? "payment.processed" : "order.placed"
                    try await broker.publish(.event(foreign), as: part.name, in: vhost).expectRefused()
                }
                for voice in Score.shop.outside {
                    for type in voice.says.map({ $0.type }) {
                        try await broker.publish(.event(type.rawValue), as: voice.name, in: vhost)
                            .expectConfirmed()
                    }
                    for foreign in ["payment.processed", "order.placed", "order.requested.x"] {
                        try await broker.publish(.event(foreign), as: voice.name, in: vhost).expectRefused()
                    }
                }
            }
        }

        @Test func aPrefixIsAWholeWord() async throws {
            try await withAppliedTopology { broker, vhost in
                try await broker.publish(.event("payments.processed"), as: "payment", in: vhost)
                    .expectRefused()
                try await broker.publish(.event("x.payment.processed"), as: "payment", in: vhost)
                    .expectRefused()
            }
        }

        @Test func onlyTheOperatorWritesTheDefaultExchange() async throws {
            try await withAppliedTopology { broker, vhost in
                let straight = Message(exchange: "", routingKey: "payment", body: [1])
                for user in Topology(.shop).objects.users.map(\.name) where user != Topology.operatorUser {
                    try await broker.publish(straight, as: user, in: vhost).expectRefused()
                }
                try await broker.publish(straight, as: Topology.operatorUser, in: vhost).expectConfirmed()
            }
        }

        @Test func deadLettersArriveInTheParticipantsQueue() async throws {
            try await withAppliedTopology { broker, vhost in
                let dead = Message(
                    exchange: Topology.deadLettersExchange, routingKey: "payment", body: [7])
                try await broker.publish(dead, as: "payment", in: vhost).expectConfirmed()
                try await broker.publish(dead, as: "storefront", in: vhost).expectRefused()
                let operates = try await broker.connect(Topology.operatorUser, vhost)
                let found = try await operates.get(queue: Topology.deadLetterQueue(of: "payment"))
                #expect(found?.delivery.body == [7])
                await operates.close()
            }
        }

        @Test func whatAParticipantRejectsTheBrokerMovesToItsDeadLetters() async throws {
            try await withAppliedTopology { broker, vhost in
                try await broker.publish(.event("order.placed"), as: "order", in: vhost).expectConfirmed()
                let payment = try await broker.connect("payment", vhost)
                let taken = try #require(try await payment.get(queue: "payment"))
                try await payment.settle([.reject(taken.delivery.tag, requeue: false)])
                let operates = try await broker.connect(Topology.operatorUser, vhost)
                var dead: Delivery?
                for _ in 1...100 where dead == nil {
                    dead = try await operates.get(queue: Topology.deadLetterQueue(of: "payment"))?.delivery
                    if dead == nil { try await Task.sleep(for: .milliseconds(50)) }
                }
                #expect(dead?.routingKey == "payment")
                #expect(dead?.body == Array("{}".utf8))
                await payment.close()
                await operates.close()
            }
        }

        @Test func aParticipantReadsOnlyItsOwnQueue() async throws {
            try await withAppliedTopology { broker, vhost in
                let payment = try await broker.connect("payment", vhost)
                #expect(try await payment.get(queue: "payment") == nil)
                for other in ["order", "payment.dlq", "order.dlq", "history", "unrouted"] {
                    await expectRefused { _ = try await payment.get(queue: other) }
                }
                await payment.close()
            }
        }

        @Test func aParticipantDeclaresBindsAndDeletesNothing() async throws {
            try await withAppliedTopology { broker, vhost in
                let payment = try await broker.connect("payment", vhost)
                await expectRefused { try await payment.declareQueue("mine") }
                await expectRefused { try await payment.declareQueue("", exclusive: true) }
                await expectRefused { try await payment.declareExchange("mine") }
                await expectRefused {
                    try await payment.bindQueue("payment", exchange: "events", routingKey: "#")
                }
                await expectRefused {
                    try await payment.unbindQueue("payment", exchange: "events", routingKey: "order.placed")
                }
                await expectRefused { try await payment.deleteQueue("payment") }
                await expectRefused { try await payment.purgeQueue("order") }
                await expectRefused { try await payment.deleteExchange("events") }
                // What it may: see that its place is prepared.
                try await payment.declareQueue("payment", passive: true)
                try await payment.declareExchange("events", passive: true)
                await payment.close()
            }
        }

        @Test func theBrokerVouchesForTheSender() async throws {
            try await withAppliedTopology { broker, vhost in
                var forged = Message.event("payment.processed")
                forged.properties.userID = "order"
                let outcome = try await broker.publish(forged, as: "payment", in: vhost)
                guard case .unknown(let error) = outcome else {
                    Issue.record("a forged user-id was taken: \(outcome)")
                    return
                }
                #expect(error.code == .preconditionFailed)
                // A replay restores the sender.
                try await broker.publish(forged, as: Topology.operatorUser, in: vhost).expectConfirmed()
            }
        }
    }
}
