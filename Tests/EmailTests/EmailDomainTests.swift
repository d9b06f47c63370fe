import Testing

@testable import Email
@testable import ShopEvents

@Suite("Email's rows of the table")
struct EmailDomainTests {
    /// News, and which mails each hearing makes due; every mail goes through.
    private struct Desk {
        var state = EmailRules.initial

        mutating func hear(_ events: any ShopEvent...) -> [MailKind] {
            var mailed: [MailKind] = []
            for event in events {
                guard let command = EmailRules.Command(hearing: event) else { continue }
                let due = EmailRules.letters(for: command, in: state).map(\.news.kind)
                let outcomes = due.map { ($0, Correspondence.Outcome.sent) }
                let answered = EmailRules.Command(
                    hearing: event, outcomes: Dictionary(uniqueKeysWithValues: outcomes))
                let facts = EmailRules.decide(answered ?? command, in: state)
                state = facts.reduce(state, EmailRules.evolve)
                mailed = due
            }
            return mailed
        }
    }

    static let news: [any ShopEvent] = [
        OrderConfirmed.example, OrderCancelled.example, OrderCancelRefused.example,
        ShippingDispatched.example, ShippingDelivered.example,
    ]
    static let kinds: [MailKind] = [.confirmed, .cancelled, .cancelRefused, .dispatched, .delivered]

    @Test("Address known: one mail per kind", arguments: zip(news, kinds))
    func known(event: any ShopEvent, kind: MailKind) {
        var desk = Desk()
        #expect(desk.hear(OrderPlaced.example) == [.received])
        #expect(desk.hear(event) == [kind])
        #expect(desk.hear(event) == [])
        #expect(desk.hear(OrderPlaced.example) == [])
    }

    @Test("Address unknown: the news are kept, once, and told when order.placed comes")
    func kept() {
        var desk = Desk()
        #expect(desk.hear(ShippingDelivered.example) == [])
        #expect(desk.hear(ShippingDispatched.example, OrderConfirmed.example) == [])
        let kept = desk.state
        #expect(desk.hear(OrderConfirmed.example) == [])
        #expect(desk.state == kept)
        #expect(desk.hear(OrderPlaced.example) == [.received, .confirmed, .dispatched, .delivered])
        #expect(desk.state.kept.isEmpty)
        #expect(desk.hear(ShippingDelivered.example) == [])
    }

    @Test("order.rejected knows its addressee")
    func rejected() {
        var desk = Desk()
        #expect(desk.hear(OrderRejected.example) == [.rejected])
        #expect(desk.hear(OrderRejected.example) == [])
    }

    @Test("As long as a letter was not tried, nothing is decided")
    func unanswered() throws {
        let command = try #require(EmailRules.Command(hearing: OrderPlaced.example))
        #expect(EmailRules.decide(command, in: Correspondence()) == [])
    }

    @Test("Undeliverable is an end, too")
    func undeliverable() throws {
        let outcome = Correspondence.Outcome.undeliverable(reason: "no such address")
        let command = try #require(
            EmailRules.Command(hearing: OrderPlaced.example, outcomes: [.received: outcome]))
        let facts = EmailRules.decide(command, in: Correspondence())
        let state = facts.reduce(Correspondence(), EmailRules.evolve)
        #expect(state.done == [.received: outcome])
        #expect(EmailRules.letters(for: command, in: state) == [])
    }

    @Test("In any order: each kind once, all of them once the addressee is known, none when heard again")
    func everyOrder() {
        let all = Self.news + [OrderPlaced.example]
        explore(Desk(), mailed: [], left: Array(all.indices)) { desk, mailed in
            var desk = desk
            let again = all.flatMap { desk.hear($0) }
            return again.isEmpty && mailed.count == 6 && Set(mailed) == Set(Self.kinds + [.received])
        }
    }

    /// All 720 orders of the six events.
    private func explore(
        _ desk: Desk, mailed: [MailKind], left: [Int], _ isSound: (Desk, [MailKind]) -> Bool
    ) {
        guard !left.isEmpty else {
            #expect(isSound(desk, mailed))
            return
        }
        for index in left {
            var next = desk
            let event = index < Self.news.count ? Self.news[index] : OrderPlaced.example
            let letters = next.hear(event)
            explore(next, mailed: mailed + letters, left: left.filter { $0 != index }, isSound)
        }
    }
}
