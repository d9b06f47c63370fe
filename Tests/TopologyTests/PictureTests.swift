import Choreography
import Foundation
import ShopEvents
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// The picture of the choreography, in three languages.
@Suite struct PictureTests {
    private let picture = ScorePicture(.shop)

    @Test func `the way back is told from the way forward by the score alone`() {
        let backward: Set<EventType> = [
            "order.cancel_requested", "order.cancelling", "order.cancelled", "order.cancel_refused",
            "payment.failed", "payment.refunded", "payment.voided", "inventory.rejected",
            "inventory.released",
            "shipping.failed", "shipping.cancelled", "shipping.cancel_refused",
        ]
        #expect(Score.shop.backwardEvents == backward)
        #expect(Score.scratch.backwardEvents == [], "without an undo nothing goes back")
    }

    @Test func `causes stand above what is said in answer to them`() throws {
        let order = Score.shop.eventsByCause
        #expect(Set(order) == Set(Score.shop.events.map { $0.type }) && order.count == Set(order).count)
        for step in Score.shop.parts.flatMap(\.steps) {
            guard let heard = step.hears else { continue }
            for said in step.says {
                let (cause, effect) = (order.firstIndex(of: heard.type), order.firstIndex(of: said.type))
                #expect(try #require(cause) < (try #require(effect)), "\(heard.type) → \(said.type)")
            }
        }
    }

    @Test func `a loop in a score ends the ordering and not the program`() {
        let loop = Score(
            name: "loop", outside: [],
            parts: [
                .init("order", [.on(PaymentProcessed.self, says: [OrderPlaced.self])]),
                .init("payment", [.on(OrderPlaced.self, says: [PaymentProcessed.self])]),
            ], undoes: [], terminal: [], informational: [])
        #expect(loop.eventsByCause.count == 2)
        #expect(ScorePicture(loop).svg.hasSuffix("</svg>\n"))
    }

    @Test(arguments: [("mermaid", "-->", ".->"), ("dot", "style=solid", "style=dashed")])
    func `everything that is said to somebody is in it once, solid or dashed`(
        format: String, solid: String, dashed: String
    ) {
        let text = format == "dot" ? picture.dot : picture.mermaid
        let lines = text.split(separator: "\n").map { $0.replacing("\"", with: "") }
        for part in Score.shop.parts {
            for type in Set(part.hears.map { $0.type }) {
                let speaker = Score.shop.owner(of: type)?.name ?? ""
                let mark = Score.shop.backwardEvents.contains(type) ? dashed : solid
                let found = lines.filter { line in
                    let words = line.split { !$0.isLetter && !"._".contains($0) }
                    return line.contains(mark) && words.first == speaker[...]
                        && words.contains(part.name[...]) && line.contains(type.rawValue)
                }
                #expect(found.count == 1, "\(speaker) \(type) \(part.name)")
            }
        }
    }

    /// Every text of the sheet has its place to itself, and every arrow ends at somebody's line.
    @Test func `nothing on the sheet lies on anything else`() throws {
        let svg = picture.svg
        #expect(XMLParser(data: Data(svg.utf8)).parse())
        let texts = svg.matches(of: /<text x="(\d+)" y="(\d+)"[^>]*>([^<]+)<\/text>/).map { match in
            (x: Int(match.1) ?? 0, y: Int(match.2) ?? 0, width: match.3.count * 8)
        }
        #expect(texts.count > 26 + 8)
        for (number, one) in texts.enumerated() {
            for other in texts[(number + 1)...] where abs(one.y - other.y) < 14 {
                let isMiddle = one.y == other.y && one.y < 90
                let width =
                    isMiddle ? (one.width + other.width) / 2 : one.x < other.x ? one.width : other.width
                #expect(abs(one.x - other.x) >= width, "\(one) \(other)")
            }
        }
        let lifelines = Set(svg.matches(of: /x1="(\d+)" y1="\d+" x2="\d+" y2="\d+" class="life"/).map(\.1))
        let tips = svg.matches(of: #/<path d="M(\d+) \d+ L/#).map(\.1)
        #expect(lifelines.count == 8)
        #expect(tips.count == Score.shop.parts.reduce(0) { $0 + Set($1.hears.map { $0.type }).count })
        #expect(tips.allSatisfy(lifelines.contains))
        let width = try #require(svg.firstMatch(of: /<svg[^>]* width="(\d+)"/).flatMap { Int($0.1) })
        #expect(texts.allSatisfy { $0.x + $0.width <= width + 24 })
    }
}
