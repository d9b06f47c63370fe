import Choreography
import ShopEvents
import ShopSystem
import Testing

/// Every participant is killed once at every step of every type of event, starts again from its disk, and the
/// end is that of a run in which nobody died.
@Suite("Crash points", .timeLimit(.minutes(10))) struct CrashPointTests {
    private static let proof = CrashPointProof()
    private static let rehearsal = Task { try await proof.rehearse() }

    @Test("the script has every event that anybody hears or says") func complete() async throws {
        let burdens = try await Self.rehearsal.value.burdens
        func types(_ participant: String, _ point: CrashPoint) -> Set<String> {
            let place = CrashPlace(participant: participant, point: point)
            return Set(burdens[place, default: []].map(\.type))
        }
        for part in Score.shop.parts {
            let heard = Set(part.hears.map { $0.type.rawValue })
            #expect(heard.subtracting(types(part.name, .committed)) == [], "\(part.name)")
            let said = Set(part.says.map { $0.type.rawValue })
            #expect(said.subtracting(types(part.name, .confirmed)) == [], "\(part.name)")
        }
    }

    @Test("where nobody dies, the end is as it is written") func undisturbed() async throws {
        #expect(try await Self.rehearsal.value.findings == [])
    }

    @Test("a death at any step of any event changes nothing in the end", arguments: CrashPlace.all)
    func dies(_ place: CrashPlace) async throws {
        let burdens = try await Self.rehearsal.value.burdens[place] ?? []
        let findings = try await Self.proof.findings(dyingAt: place, with: burdens)
        #expect(findings.isEmpty, "\(findings.joined(separator: "; "))")
    }

    @Test("an event that always kills costs three lives") func killer() async throws {
        #expect(try await Self.proof.findingsOfAKiller() == [])
    }
}
