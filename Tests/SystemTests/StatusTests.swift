import Choreography
import Foundation
import RabbitMQ
import ShopEvents
import ShopSystem
import Testing

extension SystemTests {
    /// `choreo status` on a real shop.
    @Suite("The shop's status", .shop, .timeLimit(.minutes(5)))
    struct StatusTests {
        let shop: ShopUnderTest

        init() throws { shop = try Shop.open() }

        private struct Seen: Decodable {
            struct Participant: Decodable {
                struct Queue: Decodable { let messages, consumers: Int }
                struct Oldest: Decodable { let seconds: Double }

                let name: String
                let state: String
                let up, ready, consuming: Bool?
                let process: Int32?
                let dead_letters: Int?
                let queue: Queue?
                let oldest_message: Oldest?
            }
            struct Problem: Decodable { let kind, message, advice: String }
            struct Broker: Decodable {
                struct Alarm: Decodable { let node: String }

                let reachable: Bool
                let alarms: [Alarm]?
            }

            let ok: Bool
            let broker: Broker
            let participants: [Participant]
            let problems: [Problem]

            func participant(_ name: String) throws -> Participant {
                try #require(participants.first { $0.name == name })
            }
        }

        private func status(
            _ arguments: [String] = [], environment: [String: String] = [:]
        ) async throws -> (code: Int32, seen: Seen) {
            let known = environment.isEmpty ? ["--directory", shop.directory] : []
            let outcome = try await Program.run(
                "choreo", ["status", "--json"] + known + arguments, environment: environment)
            #expect(outcome.error == "")
            return (outcome.code, try JSONDecoder().decode(Seen.self, from: Data(outcome.output.utf8)))
        }

        /// Waits until the status is as wanted: the management API tells some seconds late.
        private func wait(
            until what: String, _ isWanted: (Int32, Seen) throws -> Bool
        ) async throws -> Seen {
            var last: Seen?
            try await waitUntil("the status tells \(what)", timeout: .seconds(60)) {
                let (code, seen) = try await status()
                last = seen
                return try isWanted(code, seen)
            }
            return try #require(last)
        }

        @Test func `A worker that stands still is seen, named with its remedy, and well again afterwards`()
            async throws
        {
            let first = try await wait(until: "that all is well") { code, seen in code == 0 && seen.ok }
            #expect(first.participants.map(\.name) == RunningSystem.workers && first.problems.count == 0)
            #expect(
                first.participants.allSatisfy { $0.up == true && $0.ready == true && $0.consuming == true })
            #expect(first.broker.reachable && first.broker.alarms?.isEmpty == true)

            try await shop.system.pauseWorker("inventory")
            var orders: [OrderID] = []
            for _ in 0..<10 { orders.append(try await shop.order()) }
            for order in orders { try await shop.wait(for: "payment.processed", of: order) }
            let still = try await wait(until: "what waits for inventory") { _, seen in
                try seen.participant("inventory").queue?.messages ?? 0 >= 20
            }
            let inventory = try still.participant("inventory")
            #expect(inventory.state == "stopped")
            #expect(inventory.up == false && inventory.ready == false && inventory.consuming == false)
            #expect(
                (0...300).contains(inventory.oldest_message?.seconds ?? -1), "since the first of ten orders")
            #expect(try still.participant("payment").ready == true)
            let pid = try #require(await shop.system.states["inventory"]?.pid)
            #expect(inventory.process == pid)
            let problem = try #require(still.problems.first)
            #expect(!still.ok && problem.kind == "stopped")
            #expect(problem.message.hasSuffix("20 messages wait in its queue"))
            #expect(problem.advice == "let it go on (kill -CONT \(pid))")
            let text = try await Program.run("choreo", ["status", "--directory", shop.directory])
            #expect(text.code == 1)
            #expect(
                text.output.contains("\nwrong: inventory (process \(pid)) is held by a signal: 20 messages"))

            try await shop.system.resumeWorker("inventory")
            for order in orders { try await shop.wait(until: "confirmed", of: order) }
            _ = try await wait(until: "that all is well again") { code, seen in code == 0 && seen.ok }
        }

        @Test func `A dead letter is named with the command that shows it`() async throws {
            try await shop.plain("order.requested", "rubbish", as: "storefront", messageID: UUID().uuidString)
            let seen = try await wait(until: "the dead letter") { code, seen in
                try code == 1 && seen.participant("order").dead_letters == 1
            }
            #expect(seen.problems.map(\.kind) == ["dead_letters"])
            #expect(seen.problems.first?.advice == "see why: choreo dlq show order")
            try await discardDeadLetters()
        }

        @Test func `Of a broker elsewhere it is known what the broker tells, and no more`() async throws {
            let access = try await shop.system.access
            let environment = [
                "CHOREO_AMQP_URL": try #require(access.urls[Topology.operatorUser]),
                "CHOREO_MANAGEMENT_URL": access.managementURL,
            ]
            let (_, seen) = try await status(environment: environment)
            #expect(seen.participants.allSatisfy { $0.up == nil && $0.ready == nil && $0.consuming == true })
            #expect(seen.participants.allSatisfy { $0.queue?.consumers == 1 && $0.dead_letters != nil })
            let door = try #require(await shop.system.states["order"]?.http)
            let (_, withDoor) = try await status(["--door", "order=\(door)"], environment: environment)
            #expect(try withDoor.participant("order").ready == true)
            #expect(try withDoor.participant("email").ready == nil)
        }

        @Test func `A broker that is away is told, not an error`() async throws {
            let environment = ["CHOREO_AMQP_URL": "amqp://operator:x@127.0.0.1:1/shop"]
            let (code, seen) = try await status(environment: environment)
            #expect(code == 1 && !seen.broker.reachable && seen.broker.alarms == nil)
            #expect(seen.problems.map(\.kind) == ["broker_unreachable"])
            #expect(seen.participants.allSatisfy { $0.queue == nil && $0.consuming == nil })
        }

        @Test func `Watched, it is told again and again until the end`() async throws {
            let outcome = try await Program.run(
                "timeout",
                [
                    "--preserve-status", "-s", "INT", "8", "choreo", "status", "--watch", "--json",
                    "--interval",
                    "0.5", "--directory", shop.directory,
                ])
            let objects = outcome.output.split(separator: "\n")
            #expect(objects.count >= 2)
            for object in objects { _ = try JSONDecoder().decode(Seen.self, from: Data(object.utf8)) }
            #expect([0, 1].contains(outcome.code), "an orderly end")
        }

        private func discardDeadLetters() async throws {
            let access = try await shop.system.access
            let administrator = try #require(access.configuration(for: RunningSystem.administrator))
            let connection = try await Connection.open(administrator, logger: quietLogger)
            try await connection.purgeQueue(Topology.deadLetterQueue(of: "order"))
            await connection.close()
        }
    }
}
