import Choreography
import ChoreographyTesting
import ShopEvents
import Testing

@testable import Order

@Suite struct OrderSnapshotTests {
    @Test(arguments: 1...60 as ClosedRange<UInt64>)
    func `a state is read from its snapshot as it was, and goes on the same way`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var play = Play()
        var resumed = OrderRules.initial
        for _ in 0..<30 {
            let known = play.facts.count
            play.hear(Play.Heard.all.randomElement(using: &random) ?? .requested)
            resumed = OrderRules.fold(play.facts[known...], from: resumed)
            resumed = try OrderStateJSON.state(from: OrderStateJSON.data(of: resumed))
            #expect(resumed == play.state)
        }
    }

    @Test func `the form of a snapshot is known; whoever changes it raises its version`() throws {
        let state = Play([.requested, .processed, .cancelRequested, .dispatched]).state
        #expect(OrderStateJSON.version == 1)
        #expect(
            try OrderStateJSON.data(of: state)
                == #"{"content":{"currency":"EUR","customer":{"email":"zoe@example.com","id":"c-1","#
                + #""name":"Zoë Müller"},"lines":[{"quantity":2,"sku":"product_1","unit_price":1250}],"#
                + #""payment_token":"tok_visa","shipping_address":{"city":"Berlin","country":"DE","#
                + #""name":"Zoë Müller","postal_code":"10115","street":"Hauptstr. 1"}},"#
                + #""deadline_ms":1767323945000,"is_confirmed":false,"is_paid":true,"is_reserved":false,"#
                + #""noted":"dispatched","reason":"changed my mind","status":"cancelling","#
                + #""total":{"currency":"EUR","total":2500}}"#)
    }
}
