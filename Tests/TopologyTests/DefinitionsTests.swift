import Choreography
import Foundation
import ShopEvents
import Testing

/// The topology that follows from a score, without a broker.
@Suite struct DefinitionsTests {
    let topology = Topology(.shop)
    var objects: Definitions { topology.objects }

    @Test func theTextIsDeterministicAndReadsBack() throws {
        let text = try topology.definitions
        #expect(try Topology(.shop).definitions == text)
        #expect(text.hasSuffix("}\n"))
        #expect(try JSONDecoder().decode(Definitions.self, from: Data(text.utf8)) == objects)
    }

    @Test func aParticipantHasItsQueueBoundToExactlyWhatItHears() throws {
        for part in Score.shop.parts {
            let bound = objects.bindings.filter { $0.destination == part.name }
            #expect(bound.allSatisfy { $0.source == Topology.eventsExchange })
            #expect(bound.map(\.routingKey) == Set(part.hears.map { $0.type.rawValue }).sorted())
            let dead = objects.bindings.filter { $0.destination == Topology.deadLetterQueue(of: part.name) }
            #expect(dead.map(\.source) == [Topology.deadLettersExchange])
            #expect(dead.map(\.routingKey) == [part.name])
        }
    }

    @Test func theQueueTypeIsTheOnlyArgument() {
        #expect(objects.queues.allSatisfy { Array($0.arguments.keys) == ["x-queue-type"] && $0.durable })
        let streams = objects.queues.filter { $0.arguments["x-queue-type"] == .text("stream") }
        #expect(streams.map(\.name) == [Topology.historyQueue])
        #expect(objects.exchanges.map(\.type) == ["topic", "direct", "fanout"])
        #expect(objects.exchanges.allSatisfy { $0.arguments.isEmpty && $0.durable })
    }

    @Test func deadLettersOfTheBrokerArriveAtLeastOnce() throws {
        for part in Score.shop.parts {
            let policy = try #require(objects.policies.first { $0.name == part.name })
            #expect(policy.pattern == "^\(part.name)$")
            #expect(policy.definition["dead-letter-exchange"] == .text(Topology.deadLettersExchange))
            #expect(policy.definition["dead-letter-routing-key"] == .text(part.name))
            #expect(policy.definition["dead-letter-strategy"] == .text("at-least-once"))
            #expect(policy.definition["overflow"] == .text("reject-publish"))
        }
    }

    @Test func everyQuorumQueueHasAnExplicitPositiveDeliveryLimit() throws {
        for queue in objects.queues where queue.name != Topology.historyQueue {
            let governing = objects.policies.filter {
                $0.applyTo == "queues"
                    && queue.name.range(of: $0.pattern, options: .regularExpression) != nil
            }
            #expect(governing.count == 1, "\(queue.name) obeys one policy")
            guard case .number(let limit)? = governing.first?.definition["delivery-limit"] else {
                Issue.record("\(queue.name) has no delivery limit")
                continue
            }
            #expect(limit > 0)
        }
    }

    @Test func aDeadLetterStaysWhereItIs() throws {
        let policy = try #require(objects.policies.first { $0.name == "dead-letter-queues" })
        #expect(Array(policy.definition.keys) == ["delivery-limit"])
        #expect(policy.definition["delivery-limit"] == .number(1_000_000))
    }

    @Test func theHistoryIsBoundedBySizeAndAge() throws {
        let policy = try #require(objects.policies.first { $0.name == Topology.historyQueue })
        #expect(policy.definition["max-length-bytes"] == .number(5_000_000_000))
        #expect(policy.definition["max-age"] == .text("90D"))
        #expect(objects.bindings.contains { $0.destination == Topology.historyQueue && $0.routingKey == "#" })
    }

    @Test func everyUserHasLeastPrivilege() throws {
        for user in objects.users {
            #expect(user.passwordHash == "")
            let permission = try #require(objects.permissions.first { $0.user == user.name })
            // Without a topic permission a user may publish anything.
            let topic = try #require(objects.topicPermissions.first { $0.user == user.name })
            #expect(topic.exchange == Topology.eventsExchange)
            guard user.name != Topology.operatorUser else { continue }
            #expect(user.tags == [])
            #expect(permission.configure == "^$")
            #expect("amq.default".range(of: permission.write, options: .regularExpression) == nil)
            #expect(topic.read == "^$")
        }
        let payment = try #require(objects.permissions.first { $0.user == "payment" })
        #expect(payment.write == "^(events|dead-letters)$")
        #expect(payment.read == "^payment$")
        #expect(objects.topicPermissions.first { $0.user == "payment" }?.write == #"^payment\."#)
        #expect(
            objects.topicPermissions.first { $0.user == "storefront" }?.write
                == #"^(order\.requested|order\.cancel_requested)$"#)
        #expect(objects.users.last?.tags.contains("impersonator") == true)
    }

    @Test func anotherVirtualHostHoldsTheSame() {
        let moved = Topology(.shop, virtualHost: "elsewhere").objects
        #expect(moved.vhosts.map(\.name) == ["elsewhere"])
        #expect(moved.queues.count == objects.queues.count)
        #expect(moved.bindings.allSatisfy { $0.vhost == "elsewhere" })
        #expect(moved.users == objects.users)
    }

    @Test func nothingOldThatANewBrokerRefuses() throws {
        let text = try topology.definitions
        #expect(!text.contains("ha-"), "classic mirroring is gone in 4.x")
        #expect(!text.contains("-1"), "3.x takes a delivery limit of -1 for 0")
        #expect(!text.contains("quorum_queues"), "3.10 cannot apply policies by queue type")
    }
}
