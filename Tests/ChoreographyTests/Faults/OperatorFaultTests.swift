import Choreography
import ChoreographyTesting
import RabbitMQ
import RabbitMQManagement
import Testing

/// What people do to a running system.
@Suite("A meddling operator", .timeLimit(.minutes(3))) struct OperatorFaultTests {
    @Test("the queue deleted and declared again: what was in hand is finished, and it hears again")
    func queueDeleted() async throws {
        let bench = try await FaultBench(on: FaultNode.gentle)
        let gate = Gate()
        let oven = Oven { order, _ in
            await gate.pass()
            return order.loaves
        }
        try await bench.withWorkers(Baker(oven: oven)) { baker in
            let early = try await bench.order(5, named: "early")
            try await until("they are in hand") { oven.asked.count == 5 }
            let connection = try await bench.connection()
            try await connection.deleteQueue("baker")
            await connection.close()
            gate.open()
            try await notReady(baker, "not consuming", "baker", "notFound")
            try await until("what was in hand is baked") {
                try await bench.rows("baker", "SELECT count(*) FROM bakes") == [5]
            }
            try await Turnstile.shared.apply(bench.topology, on: bench.node)
            try await ready(baker)
            let late = try await bench.order(5, named: "late")
            try await bench.expectOnce(early + late)
        }
    }

    @Test("the exchange deleted and declared again: what was committed waits in the outbox")
    func exchangeDeleted() async throws {
        let bench = try await FaultBench(on: FaultNode.gentle)
        try await bench.withWorkers { baker in
            let early = try await bench.order(5, named: "early")
            try await bench.expectOnce(early)
            let connection = try await bench.connection()
            try await connection.deleteExchange(Topology.eventsExchange)
            await connection.close()
            // Past the exchange that is not there.
            let late = (0..<20).map { "late-\($0)" }
            try await bench.order(late, exchange: "")
            try await until("they are baked") {
                try await bench.rows("baker", "SELECT count(*) FROM bakes") == [25]
            }
            try await notReady(baker, "not publishing")
            try await until("a person can read why") { bench.log.contains("no exchange 'events'") }
            #expect(try await bench.outboxRows() == 20)
            #expect(await baker.health.isConsuming)
            try await Turnstile.shared.apply(bench.topology, on: bench.node)
            try await ready(baker)
            try await bench.expectOnce(early + late)
        }
    }

    /// The history hears everything, so nothing comes back as unroutable: only the topology check sees it.
    @Test(
        "a binding removed: the event counts as routed and is in the history alone, to be replayed from there"
    )
    func bindingRemoved() async throws {
        let bench = try await FaultBench(on: FaultNode.gentle)
        let management = try bench.node.management()
        try await bench.withWorkers { baker in
            let connection = try await bench.connection()
            try await connection.unbindQueue(
                "till", exchange: Topology.eventsExchange, routingKey: LoafBaked.type.rawValue)
            let unheard = try await bench.order(5, named: "unheard")
            try await bench.expectOnce(unheard, counted: false)
            #expect(await baker.health.isReady)
            #expect(!bench.log.contains("parked"))
            let differences = bench.topology.differences(from: try await management.definitions())
            #expect(differences.count == 1)
            #expect("\(differences)".contains(LoafBaked.type.rawValue))
            try await Turnstile.shared.apply(bench.topology, on: bench.node)
            let heard = try await bench.order(5, named: "heard")
            try await until("the next are counted") {
                try await bench.rows("till", "SELECT order_id FROM counted ORDER BY 1") == heard.sorted()
            }
            let history = try await bench.history(of: LoafBaked.type)
            #expect(Set(history) == Set(unheard + heard))
            await connection.close()
        }
    }

    @Test("a full queue: what goes there is refused and tried again ever more rarely, the rest flows")
    func queueFull() async throws {
        let bench = try await FaultBench(on: FaultNode.gentle)
        try await bench.limitTill(to: 1)
        let orders = try await bench.withBaker { baker in
            // A quorum queue is full a little later than its limit says: what is under way gets in.
            var orders: [String] = []
            for round in 0..<4 {
                orders += try await bench.order(5, named: "o-\(round)")
                try await until("they are baked") {
                    try await bench.rows("baker", "SELECT count(*) FROM bakes") == [orders.count]
                }
            }
            try await notReady(baker, "not publishing")
            try await until("a person can read why") {
                bench.log.contains("the broker refuses events", "nack")
            }
            try await bench.send(#"{"order":"none","loaves":0}"#, id: "not-an-order")
            let deadLetter = try await bench.take(from: "baker.dlq")
            #expect(deadLetter.properties.messageID == "not-an-order")
            try await Task.sleep(for: .seconds(2))
            #expect(bench.roads.publishersAskedFor == 1, "a nack is no reason to connect anew")
            #expect(try await bench.outboxRows() > 0)
            let attempts = Dictionary(grouping: try await bench.history(of: LoafBaked.type)) { $0 }
            let most = attempts.values.map(\.count).max() ?? 0
            #expect((2...8).contains(most), "\(most) attempts in two seconds or a little more")
            try await bench.limitTill(to: 1000)
            try await ready(baker)
            try await until("all is said") { try await bench.outboxRows() == 0 }
            return orders
        }
        try await bench.withWorkers { _ in try await bench.expectOnce(orders) }
    }
}

extension FaultBench {
    /// Bounds the till's queue; what is too much is refused.
    fileprivate func limitTill(to length: Int) async throws {
        try await node.management().putPolicy(
            Definitions.Policy(
                name: "bounded", vhost: topology.virtualHost, pattern: "^till$", applyTo: "queues",
                priority: 100,
                definition: ["max-length": .number(length), "overflow": .text("reject-publish")]))
    }
}
