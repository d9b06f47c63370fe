import ShopEvents
import Testing

@testable import ShopSystem

/// The plan follows from seed and numbers alone.
@Suite struct ChaosPlanTests {
    private let plan = ChaosPlan(seed: 1, orders: 1000, faults: 200)

    @Test func `The same seed makes the same plan, another one another`() {
        #expect(ChaosPlan(seed: 1, orders: 1000, faults: 200) == plan)
        let other = ChaosPlan(seed: 2, orders: 1000, faults: 200)
        #expect(other.orders.map(\.story) != plan.orders.map(\.story))
        #expect(Set(other.orders.map(\.id)).isDisjoint(with: plan.orders.map(\.id)))
        #expect(other.faults.map(\.kind) != plan.faults.map(\.kind))
    }

    @Test func `Every story and every fault is in it, each as often as its share`() {
        #expect(plan.orders.count == 1000 && plan.faults.count == 200)
        for story in ChaosStory.allCases {
            #expect(plan.orders.count { $0.story == story } == story.share * 10, "\(story)")
        }
        for kind in ChaosFaultKind.allCases {
            #expect(plan.faults.count { $0.kind == kind } == kind.share * 2, "\(kind)")
        }
        let slow: Set<ChaosFaultKind> = [.brokerKilled, .brokerRestarted]
        #expect(plan.faults.count { slow.contains($0.kind) } <= 200 * 6 / 100)
    }

    @Test func `Small numbers are met as well, and what is excluded is not in it`() {
        for count in 0...40 {
            let small = ChaosPlan(seed: 3, orders: count, faults: count, without: [.diskFull])
            #expect(small.orders.count == count && small.faults.count == count)
            #expect(!small.faults.contains { $0.kind == .diskFull })
        }
    }

    @Test func `Every order is asked for, under message ids of their own`() {
        var asked: [String: Int] = [:]
        for publication in plan.publications {
            if case .request(let request) = publication.content {
                asked[request.orderID?.text ?? "", default: 0] += 1
            }
        }
        for order in plan.orders { #expect(asked[order.id.text] == (order.story == .askedTwice ? 2 : 1)) }
        #expect(Set(plan.publications.map(\.messageID)).count == plan.publications.count)
        #expect(plan.publications.allSatisfy { (0..<1000).contains($0.position) })
        #expect(plan.publications.map(\.position) == plan.publications.map(\.position).sorted())
    }

    @Test func `Who cancels first is heard first, and the faults are spread over the run`() throws {
        for order in plan.orders where order.story == .cancelledFirst {
            let wish = plan.publications.firstIndex { publication in
                if case .cancel(let wish) = publication.content { wish.orderID == order.id } else { false }
            }
            let request = plan.publications.firstIndex { publication in
                if case .request(let request) = publication.content {
                    request.orderID == order.id
                } else {
                    false
                }
            }
            #expect(try #require(wish) < #require(request))
        }
        #expect(plan.faults.map(\.position) == plan.faults.map(\.position).sorted())
        #expect(plan.faults.first.map { $0.position < 10 } == true)
        #expect(plan.faults.last.map { (990..<1000).contains($0.position) } == true)
        for fault in plan.faults {
            #expect((fault.victim == nil) == (fault.kind == .duplicates || fault.kind == .garbage))
        }
    }

    @Test func `There is plenty of everything but of one thing`() {
        var wanted: [String: Int] = [:]
        for case .request(let request) in plan.publications.map(\.content) {
            for line in request.lines where line.quantity < ChaosGoods.tooMany {
                wanted[line.sku.text, default: 0] += line.quantity
            }
        }
        for sku in ChaosGoods.plentiful { #expect(wanted[sku.text, default: 0] <= plan.stock[sku.text] ?? 0) }
        #expect(wanted["product_2", default: 0] > plan.stock["product_2"] ?? 0)
    }
}
