import Foundation
import RabbitMQ
import Testing

@testable import ShopSystem

@Suite struct ParticipantReadingTests {
    private let begin = ContinuousClock.now

    private func reading(_ metrics: String?, after seconds: Double = 0) -> WorkerReading {
        var reading = WorkerReading(at: begin + .seconds(seconds), door: .answers)
        if let metrics { reading.enter(metrics: Data(metrics.utf8), status: 200, of: "order") }
        return reading
    }

    private func status(
        _ now: WorkerReading?, before: WorkerReading? = nil, process: ParticipantStatus.Process? = nil
    ) -> ParticipantStatus {
        var status = ParticipantStatus(name: "order")
        status.enter(process: process, now: now, before: before)
        return status
    }

    private struct Case {
        let life: ParticipantStatus.Process.Life?
        let door: WorkerReading.Door?
        let state: ParticipantStatus.State

        init(
            _ life: ParticipantStatus.Process.Life?, _ door: WorkerReading.Door?,
            _ state: ParticipantStatus.State
        ) { (self.life, self.door, self.state) = (life, door, state) }
    }

    @Test func `Process and door together tell the state`() {
        let cases = [
            Case(.gone, .closed, .down), Case(.gone, .answers, .down), Case(.stopped, .silent, .stopped),
            Case(.stopped, nil, .stopped), Case(.runs, .answers, .up), Case(.runs, .silent, .silent),
            Case(.runs, .closed, .silent), Case(.runs, nil, .up), Case(nil, .answers, .up),
            Case(nil, .closed, .down), Case(nil, .silent, .silent), Case(nil, nil, .unknown),
        ]
        for item in cases {
            #expect(ParticipantStatus.state(process: item.life, door: item.door) == item.state, "\(item)")
        }
    }

    @Test func `Rates are what was added between two looks`() {
        let before = reading(
            """
            choreography_deliveries_total{outcome="applied"} 10
            choreography_deliveries_total{outcome="duplicate"} 1
            """)
        let now = reading(
            """
            choreography_deliveries_total{outcome="applied"} 30
            choreography_deliveries_total{outcome="duplicate"} 2
            choreography_deliveries_total{outcome="retried"} 4
            """, after: 2)
        let status = status(now, before: before)
        #expect(status.deliveriesPerSecond == 12.5 && status.effectsPerSecond == 10)
        #expect(status.duplicates == 2)
        #expect(self.status(now).deliveriesPerSecond == nil, "one look is no rate")
    }

    @Test func `Of another process than before no rate is known`() {
        let old = "choreography_start_time_seconds 1\nchoreography_deliveries_total 5"
        let new = "choreography_start_time_seconds 2\nchoreography_deliveries_total 7"
        let less = "choreography_start_time_seconds 1\nchoreography_deliveries_total 4"
        #expect(status(reading(new, after: 1), before: reading(old)).deliveriesPerSecond == nil)
        #expect(status(reading(less, after: 1), before: reading(old)).deliveriesPerSecond == nil)
        #expect(status(reading(old, after: 1), before: reading(old)).deliveriesPerSecond == 0)
    }

    @Test func `Without figures the health tells what it can, and nothing else is known`() {
        var now = reading(nil)
        now.isReady = true
        now.health = .init(consuming: true, publishing: true, reasons: [], outboxDepth: 4)
        let status = status(now, before: reading(nil))
        #expect(status.isReady == true && status.isConsuming == true && status.outbox == .init(depth: 4))
        #expect(status.deliveriesPerSecond == nil && status.duplicates == nil && status.retriesWaiting == nil)
    }

    @Test func `A worker that is gone is neither ready nor consuming, whatever the broker saw last`() {
        var status = status(WorkerReading(door: .closed), process: .init(pid: 7, life: .gone))
        var broker = BrokerReading(address: "b")
        broker.queues = [
            "order": .init(messages: 3, consumers: 1), "order.dlq": .init(messages: 2, consumers: 0),
        ]
        status.enter(broker)
        #expect(status.isUp == false && status.isReady == false && status.isConsuming == false)
        #expect(status.queue?.messages == 3 && status.deadLetters == 2)
    }

    @Test func `A closed door is no sign of death where somebody consumes`() {
        var status = status(WorkerReading(door: .closed))
        #expect(status.state == .down && status.isConsuming == false)
        var broker = BrokerReading(address: "b")
        broker.queues = ["order": .init(messages: 0, consumers: 1)]
        status.enter(broker)
        #expect(status.state == .silent && status.isConsuming == true && status.isReady == false)
    }

    @Test func `Without a door the consumers are all that is known`() {
        var status = ParticipantStatus(name: "order")
        var broker = BrokerReading(address: "b")
        status.enter(broker)
        #expect(status.isConsuming == nil && status.deadLetters == nil)
        broker.queues = ["order": .init(messages: 3, consumers: 0)]
        status.enter(broker)
        #expect(status.isConsuming == false && status.isReady == nil && status.isUp == nil)
    }

    @Test func `The door of somebody else is no news of us`() {
        let wrong = reading("choreography_ready{participant=\"email\"} 1")
        #expect(wrong.figures?.samples == [])
        #expect(wrong.note == "the door given for order is that of email")
        let broken = reading("choreography_ready{participant=\"order\"} 1\nchoreography_ready{\n")
        #expect(broken.note == "1 lines of the figures of order cannot be read")
        #expect(status(broken).isReady == true)
    }

    @Test func `A process is only ours under its own name`() {
        var sources = StatusSources(broker: .init(host: "h"), processes: ["order": getpid()])
        #expect(sources.process(of: "order")?.life == .gone, "this one is no worker")
        #expect(sources.process(of: "email") == nil)
        sources.processes["order"] = -1
        #expect(sources.process(of: "order")?.life == .gone)
    }
}
