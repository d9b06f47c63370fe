import Choreography
import ChoreographyTesting
import RabbitMQ
import RabbitMQManagement
import Testing

/// What happens to the broker as a whole. One after the other, on a broker of their own.
@Suite("A broker in trouble", .serialized, .timeLimit(.minutes(5))) struct BrokerFaultTests {
    @Test("restarted gracefully while orders come: each has its effect once") func restarted() async throws {
        let node = try await FaultNode.fragile
        let bench = try await FaultBench(on: node)
        try await bench.withWorkers { baker in
            let orders = try await bench.whileOrdersCome {
                async let restart: Void = node.restart()
                try await notReady(baker, "not consuming")
                try await notReady(baker, "not publishing")
                try await restart
                try await ready(baker)
            }
            try await bench.expectOnce(orders)
        }
    }

    @Test("killed and started again while orders come: each has its effect once") func killed() async throws {
        let node = try await FaultNode.fragile
        let bench = try await FaultBench(on: node)
        try await bench.withWorkers { baker in
            let orders = try await bench.whileOrdersCome {
                await node.kill()
                try await notReady(baker, "not consuming")
                try await notReady(baker, "not publishing")
                try await node.startAgain()
                try await ready(baker)
            }
            try await bench.expectOnce(orders)
        }
    }

    @Test("frozen for longer than the heartbeat: given up, found again when it goes on") func frozen()
        async throws
    {
        let node = try await FaultNode.fragile
        let bench = try await FaultBench(on: node)
        try await bench.withWorkers { baker in
            let orders = try await bench.whileOrdersCome {
                await node.suspend()
                try await thenAlways {
                    try await notReady(baker, "not consuming")
                    try await notReady(baker, "not publishing")
                } do: {
                    await node.resume()
                }
                try await ready(baker)
            }
            try await bench.expectOnce(orders)
        }
    }

    @Test(
        "a queue that confirms nothing on a healthy connection: said by health, and the events go out again")
    func confirmsNothing() async throws {
        let node = try await FaultNode.fragile
        let bench = try await FaultBench(on: node)
        let till = "'\(bench.topology.virtualHost)_till'"
        try await bench.withWorkers { baker in
            try await node.control("eval", "sys:suspend(\(till)).")
            let orders = try await thenAlways {
                let orders = try await bench.order(20)
                try await notReady(baker, "not publishing", "has not confirmed")
                #expect(await baker.health.isConsuming)
                return orders
            } do: {
                try await node.control("eval", "sys:resume(\(till)).")
            }
            try await bench.expectOnce(orders)
            try await ready(baker)
        }
    }

    @Test("connections closed by an operator while orders come: each has its effect once")
    func connectionsClosed() async throws {
        let node = try await FaultNode.fragile
        let bench = try await FaultBench(on: node)
        try await bench.withWorkers { baker in
            let orders = try await bench.whileOrdersCome {
                for round in 1...3 {
                    try await node.management().closeConnections(of: "baker")
                    try await until("it came back") { bench.roads.publishersAskedFor == 1 + round }
                    try await ready(baker)
                }
            }
            try await bench.expectOnce(orders)
            #expect(bench.log.contains("not consuming", "CONNECTION_FORCED"))
        }
    }

    enum Alarm: String, CaseIterable, Sendable {
        case memory, disk

        func raise(on node: PrivateBroker) async throws {
            switch self {
            case .memory: try await node.control("set_vm_memory_high_watermark", "0.0000001")
            case .disk: try await node.control("set_disk_free_limit", "999999GB")
            }
        }

        func clear(on node: PrivateBroker) async throws {
            switch self {
            case .memory: try await node.control("set_vm_memory_high_watermark", "0.4")
            case .disk: try await node.control("set_disk_free_limit", "50MB")
            }
        }
    }

    @Test(
        "with an alarm: publishing pauses, consuming and acknowledging go on, the outbox grows, then all flows",
        arguments: Alarm.allCases)
    func alarm(_ alarm: Alarm) async throws {
        let node = try await FaultNode.fragile
        let bench = try await FaultBench(on: node)
        let gate = Gate()
        let oven = Oven { order, _ in
            await gate.pass()
            return order.loaves
        }
        // More orders than are handed out at a time: the last ones come only after the first are acknowledged.
        let configuration = WorkerConfiguration(prefetch: 5)
        try await bench.withWorkers(Baker(oven: oven), configuration: configuration) { baker in
            let orders = try await bench.order(20)
            try await until("the first are in hand") { oven.asked.count == 5 }
            try await thenAlways {
                try await alarm.raise(on: node)
                gate.open()
                try await until("all are baked") {
                    try await bench.rows("baker", "SELECT count(*) FROM bakes") == [20]
                }
                try await notReady(baker, "not publishing", "blocks", alarm.rawValue)
                #expect(await baker.health.isConsuming)
                #expect(await baker.health.outboxDepth == 20)
                #expect(try await bench.outboxRows() == 20)
                #expect(try await bench.rows("till", "SELECT count(*) FROM counted") == [0])
            } do: {
                try await alarm.clear(on: node)
            }
            try await bench.expectOnce(orders)
            #expect(await baker.health.figures.duplicates == 0, "every acknowledgement came through")
            try await ready(baker)
        }
    }

    /// https://www.rabbitmq.com/consumers.html#acknowledgement-timeout
    @Test("an acknowledgement that is too late for the broker: the channel is closed, the effect stays one")
    func acknowledgementTimeout() async throws {
        let node = try await FaultNode.fragile
        let bench = try await FaultBench(on: node)
        let gate = Gate()
        let oven = Oven { order, _ in
            await gate.pass()
            return order.loaves
        }
        try await node.setAcknowledgementTimeout(milliseconds: 500, looks: 200)
        try await thenAlways {
            try await bench.withWorkers(Baker(oven: oven)) { baker in
                let orders = try await bench.order(3)
                try await until("the broker has lost patience") {
                    bench.log.contains("not consuming", "PRECONDITION_FAILED", "timed out")
                }
                gate.open()
                try await bench.expectOnce(orders)
                #expect(oven.asked.count == 3, "what comes again is known to the inbox: no need to ask again")
                #expect(await baker.health.figures.duplicates >= 3)
                try await ready(baker)
            }
        } do: {
            try await node.setAcknowledgementTimeout(milliseconds: 1_800_000, looks: 60_000)
        }
    }
}

extension PrivateBroker {
    /// For channels that are opened from now on: how long a delivery may be unsettled, and how often the
    /// channel looks.
    fileprivate func setAcknowledgementTimeout(milliseconds: Int, looks interval: Int) async throws {
        try await control(
            "eval",
            "application:set_env(rabbit, consumer_timeout, \(milliseconds)),"
                + "application:set_env(rabbit, channel_tick_interval, \(interval)).")
    }
}

/// Makes good afterwards, also when the test has failed: the next one needs the broker.
private func thenAlways<Value>(
    _ body: () async throws -> Value, do restore: () async throws -> Void
) async throws -> Value {
    let value: Value
    do {
        value = try await body()
    } catch {
        try await restore()
        throw error
    }
    try await restore()
    return value
}
