import RabbitMQ
import ShopSystem
import Testing

@testable import choreo

@Suite struct CriticTests {
    @Test(arguments: Scenario.allCases)
    func `A story as it should be has no problems`(scenario: Scenario) {
        let standing = OrderStanding(status: scenario.status, reason: "because")
        #expect(Critic.problems(of: scenario, events: said(scenario.saidOnce), standing: standing) == [])
    }

    @Test(arguments: Scenario.allCases)
    func `Each missing and each repeated event is noticed`(scenario: Scenario) {
        let standing = OrderStanding(status: scenario.status, reason: "because")
        for type in scenario.saidOnce {
            let missing = said(scenario.saidOnce.filter { $0 != type })
            #expect(!Critic.problems(of: scenario, events: missing, standing: standing).isEmpty)
            let repeated = said([type] + scenario.saidOnce)
            #expect(!Critic.problems(of: scenario, events: repeated, standing: standing).isEmpty)
        }
    }

    @Test func `What must never be said is noticed`() {
        let scenario = Scenario.declined
        let standing = OrderStanding(status: "cancelled", reason: "because")
        let events = said(["payment.processed"] + scenario.saidOnce)
        #expect(
            Critic.problems(of: scenario, events: events, standing: standing)
                == ["declined: payment.processed was said"])
    }

    @Test func `Database and events must agree`() {
        let events = said(Scenario.confirmed.saidOnce)
        let pending = OrderStanding(status: "pending", reason: nil)
        #expect(Critic.problems(of: .confirmed, events: events, standing: pending).count == 1)
        #expect(Critic.problems(of: .confirmed, events: events, standing: nil).count == 1)
    }

    @Test func `One mail for each kind of news of an order`() {
        let events = said(["order.placed", "order.placed", "payment.processed", "order.confirmed"])
        #expect(Critic.mails(calledForBy: events) == 2)
    }

    @Test func `What is expected fits together`() {
        for scenario in Scenario.allCases {
            #expect(Set(scenario.saidOnce).isDisjoint(with: scenario.neverSaid))
            #expect(scenario.saidOnce.last == scenario.end)
        }
    }

    private func said(_ types: [String]) -> [HistoryEvent] {
        types.map {
            HistoryEvent(
                Message(
                    exchange: "events", routingKey: $0,
                    properties: BasicProperties(correlationID: "one"), body: Array("{}".utf8)))
        }
    }
}
