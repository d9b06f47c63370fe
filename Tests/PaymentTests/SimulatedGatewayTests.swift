import Payment
import ShopEvents
import Testing

@Suite struct SimulatedGatewayTests {
    let gateway = SimulatedGateway()

    @Test(
        arguments: [
            ("tok_visa", 1_000_000, true), ("tok_visa", 1_000_001, false), ("tok_visa", 0, true),
            ("tok_declined", 1, false),
        ] as [(String, Int64, Bool)])
    func `it declines one token and large amounts`(_ token: String, _ amount: Int64, _ approves: Bool)
        async throws
    {
        let answer = try await gateway.charge(
            token: token, money: Money(amount: amount, currency: .example), idempotencyKey: "o/charge")
        if case .approved(let id) = answer {
            #expect(approves)
            #expect(id == "ch_o/charge")
        } else {
            #expect(!approves)
        }
    }

    @Test func `the same key gets the same answer`() async throws {
        let first = try await gateway.charge(token: "t", money: .example, idempotencyKey: "o/charge")
        let second = try await gateway.charge(token: "t", money: .example, idempotencyKey: "o/charge")
        #expect(first == second)
        let refund = try await gateway.refund(chargeID: "c", money: .example, idempotencyKey: "o/refund")
        #expect(refund == "re_o/refund")
    }

    @Test func `it takes its time when told to`() async throws {
        let slow = SimulatedGateway(latency: .milliseconds(20))
        let took = try await ContinuousClock().measure {
            _ = try await slow.charge(token: "t", money: .example, idempotencyKey: "k")
        }
        #expect(took >= .milliseconds(20))
    }
}
