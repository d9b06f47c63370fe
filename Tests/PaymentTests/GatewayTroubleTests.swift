import Choreography
import ChoreographyTesting
import Foundation
import Payment
import ShopEvents
import Testing

@Suite(.timeLimit(.minutes(1))) struct GatewayTroubleTests {
    let clock = ManualClock()
    let gateway = RecordingGateway()
    let stage: ParticipantStage

    init() throws { stage = try .payment(gateway, clock: clock) }

    private func failure() async -> Failure? {
        await #expect(throws: Failure.self) { try await stage.hear(OrderPlaced.example) }
    }

    @Test func `a gateway that stays down is left alone, and asked again when the time has come`()
        async throws
    {
        await gateway.goDown(true)
        for _ in 1...4 { #expect(await failure()?.kind == .outsideUnavailable) }
        #expect(await failure()?.retryAt == clock.now() + 30)
        await gateway.goDown(false)
        let refusal = await failure()
        #expect(refusal?.kind == .circuitOpen)
        #expect(refusal?.message.contains("the payment gateway is not asked until") == true)
        #expect(await gateway.calls == [])
        clock.advance(by: .seconds(30))
        #expect(try await stage.hear(OrderPlaced.example).types == ["payment.processed"])
    }

    @Test func `what needs no gateway goes on while it is down, and closes no circuit`() async throws {
        let open = try ParticipantStage.payment(gateway, clock: clock)
        try await open.hear(OrderPlaced.example)
        await gateway.goDown(true)
        for _ in 1...4 {
            await #expect(throws: Failure.self) { try await open.hear(InventoryReleased.example) }
            #expect(try await open.hear(OrderPlaced.example).types == [])
        }
        let failure = await #expect(throws: Failure.self) { try await open.hear(InventoryReleased.example) }
        #expect(failure?.kind == .circuitOpen)
        #expect(try await open.hear(OrderPlaced.example).types == [])
    }

    @Test func `an answer that takes longer than 10 seconds is not waited for`() async throws {
        let slow = try ParticipantStage.payment(SimulatedGateway(latency: .seconds(3600)), clock: clock)
        let hearing = Task { try await slow.hear(OrderPlaced.example) }
        while clock.deadlines.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
        #expect(clock.deadlines == [clock.now() + 10])
        clock.advance(by: .seconds(10))
        let failure = await #expect(throws: Failure.self) { try await hearing.value }
        #expect(failure == .transient(.timedOut, "prepare of order.placed took longer than 10.0 seconds"))
    }
}
