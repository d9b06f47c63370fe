import Testing

@testable import ShopSystem

/// Which steps are legal, one by one.
@Suite("An order's story") struct StoryTests {
    @Test(
        "legal stories",
        arguments: [
            (
                ["placed", "payment_noted", "reservation_noted", "confirmed", "shipped", "delivered"],
                "delivered"
            ),
            (["placed", "cancelled"], "cancelled"),
            (["placed", "undoing", "cancelled"], "cancelled"),
            (["placed", "confirmed", "cancelling", "cancelled"], "cancelled"),
            (["placed", "cancelling", "confirmed", "cancel_refused"], "confirmed"),
            (["placed", "confirmed", "cancelling", "movement:dispatched", "cancel_refused"], "shipped"),
            (["placed", "confirmed", "cancelling", "movement:delivered", "cancel_refused"], "delivered"),
            (["placed", "confirmed", "delivered", "cancel_refused"], "delivered"),
            (["withdrawn", "rejected"], "rejected"), (["rejected"], "rejected"),
        ])
    func legal(_ facts: [String], _ end: String) {
        let story = Self.story(facts)
        #expect(story.illegalStep == nil)
        #expect(story.status == end)
    }

    @Test(
        "illegal stories",
        arguments: [
            ["confirmed"], ["placed", "placed"], ["placed", "shipped"], ["rejected", "placed"],
            ["placed", "cancelled", "confirmed"], ["placed", "cancelled", "cancelling"],
            ["placed", "confirmed", "shipped", "cancelling"],
            ["placed", "confirmed", "shipped", "cancelled"],
            ["placed", "undoing", "shipped"], ["placed", "dreamt"],
        ])
    func illegal(_ facts: [String]) { #expect(Self.story(facts).illegalStep != nil) }

    private static func story(_ facts: [String]) -> OrderStory {
        facts.reduce(into: OrderStory()) { story, fact in
            let words = fact.split(separator: ":").map(String.init)
            if words.count == 2 {
                story.take("movement_noted", movement: words[1])
            } else {
                story.take(fact, movement: nil)
            }
        }
    }
}
