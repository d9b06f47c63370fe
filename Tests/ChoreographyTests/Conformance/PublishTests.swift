import Choreography
import RabbitMQ
import Testing

extension BrokerTests {
    @Suite("Every publisher") struct PublishTests {
        @Test("tells the outcome of each message, in their order", arguments: Adapter.allCases)
        func outcomes(_ adapter: Adapter) async throws {
            let echo = try await ConformanceBroker.make(adapter)
            var careless = ConformanceBroker.message("d", to: Topology.deadLettersExchange, key: "nobody")
            careless.mandatory = false
            let outcomes = try await echo.outcomes(of: [
                ConformanceBroker.message("a"),
                ConformanceBroker.message("b", to: Topology.deadLettersExchange, key: "nobody"),
                // The history alone takes it.
                ConformanceBroker.message("c", key: "echo.unheard"),
                careless,
                ConformanceBroker.message("e"),
            ])
            let returned = PublishOutcome.returned(code: 312, text: "NO_ROUTE")
            #expect(outcomes == [.confirmed, returned, .confirmed, .confirmed, .confirmed])
            #expect(try await echo.drain("echo", 2).map(\.text) == ["a", "e"])
        }

        @Test("takes calls that overlap, each in its order", arguments: Adapter.allCases)
        func overlapping(_ adapter: Adapter) async throws {
            let echo = try await ConformanceBroker.make(adapter)
            let publisher = try await echo.publisher()
            await withTaskGroup(of: [PublishOutcome].self) { group in
                for call in 0..<20 {
                    group.addTask {
                        await publisher.publish((0..<20).map { ConformanceBroker.message("\(call) \($0)") })
                    }
                }
                for await outcomes in group { #expect(outcomes.allSatisfy { $0 == .confirmed }) }
            }
            await publisher.close()
            let deliveries = try await echo.drain("echo", 400)
            for call in 0..<20 {
                let own = deliveries.map(\.text).filter { $0.hasPrefix("\(call) ") }
                #expect(own == (0..<20).map { "\(call) \($0)" })
            }
        }

        static let tooLarge: [(String, Message)] = [
            ("exchange", ConformanceBroker.message("x", to: String(repeating: "e", count: 256))),
            (
                "routing key",
                ConformanceBroker.message("x", key: "echo." + String(repeating: "k", count: 251))
            ),
            ("message id", ConformanceBroker.message("x", id: String(repeating: "é", count: 128))),
            (
                "headers",
                ConformanceBroker.message("x", headers: ["h": .bytes(Array(repeating: 0, count: 1 << 17))])
            ),
            ("empty key", ConformanceBroker.message("x", headers: ["": 1])),
            ("long key", ConformanceBroker.message("x", headers: [String(repeating: "k", count: 256): 1])),
            (
                "nesting",
                ConformanceBroker.message(
                    "x", headers: (0..<100).reduce([:]) { table, _ in ["t": .table(table)] })
            ),
        ]

        @Test("refuses what AMQP cannot carry, and that alone", arguments: Adapter.allCases)
        func refuses(_ adapter: Adapter) async throws {
            let echo = try await ConformanceBroker.make(adapter)
            let publisher = try await echo.publisher()
            for (what, message) in Self.tooLarge {
                let outcomes = await publisher.publish([
                    ConformanceBroker.message("before"), message, ConformanceBroker.message("after"),
                ])
                #expect(outcomes[0] == .confirmed && outcomes[2] == .confirmed, "\(what): \(outcomes)")
                #expect(outcomes[1].refused == .invalidArgument, "\(what): \(outcomes)")
            }
            await publisher.close()
            let arrived = try await echo.drain("echo", 2 * Self.tooLarge.count)
            #expect(arrived.allSatisfy { $0.text != "x" })
        }

        @Test("ends with a message to an exchange that is not there", arguments: Adapter.allCases)
        func unknownExchange(_ adapter: Adapter) async throws {
            let echo = try await ConformanceBroker.make(adapter)
            let publisher = try await echo.publisher(as: Topology.operatorUser)
            #expect(await publisher.publish([ConformanceBroker.message("a")]) == [.confirmed])
            let outcomes = await publisher.publish([
                ConformanceBroker.message("b", to: "nowhere"), ConformanceBroker.message("c"),
            ])
            #expect(outcomes.map(\.unknown) == [.notFound, .notFound])
            await publisher.ended { _ in }
            #expect(await publisher.publish([ConformanceBroker.message("d")]).first?.unknown != nil)
            await publisher.close()
            #expect(try await echo.drain("echo", 1).map(\.text) == ["a"])
        }

        @Test("takes nothing once it was closed", arguments: Adapter.allCases)
        func closed(_ adapter: Adapter) async throws {
            let echo = try await ConformanceBroker.make(adapter)
            let publisher = try await echo.publisher()
            await publisher.close()
            await publisher.ended { _ in }
            let outcomes = await publisher.publish([ConformanceBroker.message("a")])
            #expect(outcomes.map(\.unknown) == [.alreadyClosed])
            #expect(try await echo.depth("echo") == 0)
        }

        @Test("names the exchange that is missing", arguments: Adapter.allCases)
        func missingExchange(_ adapter: Adapter) async throws {
            let echo = try await ConformanceBroker.make(adapter)
            let error = await #expect(throws: AMQPError.self) {
                _ = try await echo.broker("echo").openPublisher(checking: [
                    Topology.eventsExchange, "nowhere",
                ])
            }
            #expect(error?.code == .notFound)
            #expect(error?.message.contains("nowhere") == true)
        }
    }
}
