import Choreography
import Foundation
import Testing

@testable import ShopSystem
@testable import choreo

@Suite struct StatusTextTests {
    private func text(_ status: ShopStatus) -> String { StatusText(status).text(on: Terminal(-1)) }

    @Test func `A line for each worker, in columns that fit a terminal`() {
        let lines = text(.fine).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0] == "amqp://operator@127.0.0.1:5672/shop  2027-01-15 08:00:00 UTC")
        let header =
            "worker      up  ready  consumes  deliv/s  effect/s  dups  retry  outbox  age  dead  queue  oldest"
        let order =
            "order      yes    yes       yes     12.3       123     3      1       2  1 s     0     10    ~4 s"
        #expect(lines[1] == header)
        #expect(lines[2] == order)
        #expect(lines.dropFirst().prefix(6).allSatisfy { $0.count == header.count })
        #expect(lines.contains("orders     2 pending, 30 confirmed"))
        #expect(lines.contains("alarms     none"))
        #expect(lines.dropLast().last == "all is well")
        #expect(lines.allSatisfy { $0.count <= 100 })
    }

    @Test func `What is not known is a dash, never a number`() {
        var shop = ShopStatus.with(of: "email") { $0 = ParticipantStatus(name: "email") }
        (shop.orders, shop.broker.alarms, shop.broker.queues) = (nil, nil, [:])
        let lines = text(shop).split(separator: "\n")
        let email = lines.first { $0.hasPrefix("email") }?.split(separator: " ").dropFirst()
        #expect(email?.count == 12 && email?.allSatisfy { $0 == "-" } == true)
        for row in ["orders     -", "alarms     -", "unrouted   -"] {
            #expect(lines.contains(Substring(row)))
        }
    }

    @Test func `What is wrong has a line of its own, and nothing from outside steers the terminal`() {
        let shop = ShopStatus.with {
            $0.isReady = false
            $0.reasons = ["evil \u{1B}[2J\nall is well"]
        }
        let found = text(shop)
        #expect(found.contains("wrong: inventory is not ready (evil ·[2J·all is well): 10 messages wait"))
        #expect(!found.contains("\u{1B}") && !found.hasSuffix("all is well\n"))
    }

    @Test func `The columns that show a trouble are those that are painted`() {
        #expect(StatusColumn.dead.alarming == [.deadLetters])
        let everywhere = StatusColumn.allCases.reduce(into: Set()) { $0.formUnion($1.alarming) }
        #expect(everywhere.isDisjoint(with: [.brokerUnreachable, .alarm, .queueMissing, .unrouted]))
        #expect(everywhere.count == 9)
    }

    @Test func `Machines get one object in which what is not known is null`() throws {
        var shop = ShopStatus.with(of: "email") { $0 = ParticipantStatus(name: "email") }
        shop.orders = nil
        let line = try JSONOutput.line(shop)
        #expect(!line.contains("\n"))
        let json = try #require(JSONValue(parsing: Array(line.utf8)))
        #expect(json["ok"] == .bool(true) && json["orders"] == .null)
        #expect(json["at"]?.string == "2027-01-15T08:00:00.000Z")
        guard case .array(let participants)? = json["participants"], participants.count == 5 else {
            Issue.record("no five participants in \(line)")
            return
        }
        #expect(participants[0]["queue"]?["messages"] == .integer(10))
        #expect(participants[4]["ready"] == .null && participants[4]["oldest_message"] == .null)
        #expect(participants[4]["state"]?.string == "unknown")
    }
}
