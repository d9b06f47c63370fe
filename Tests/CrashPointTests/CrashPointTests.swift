import Choreography
import ChoreographyTesting
import Foundation
import ShopEvents
import Synchronization
import Testing

/// Every participant is killed once at every step of every type of event, starts again from its disk, and the
/// end is that of a run in which nobody died.
@Suite("Crash points", .timeLimit(.minutes(10))) struct CrashPointTests {
    struct Place: Sendable, Hashable, CustomTestStringConvertible {
        let participant: String
        let point: CrashPoint
        var testDescription: String { "\(participant) at \(point.rawValue)" }
    }

    private struct Undisturbed: Sendable {
        var endState: [String: [String]]
        /// Which types came by where.
        var types: [Place: Set<String>]
    }

    private static let undisturbed = Task {
        try await withFolder { folder in
            let seen = Mutex<[Place: Set<String>]>([:])
            let shop = Shop(in: folder) { name, occasion in
                _ = seen.withLock {
                    $0[Place(participant: name, point: occasion.point), default: []].insert(occasion.type)
                }
                return false
            }
            try await Script(shop).perform()
            let state = try await shop.endState()
            try await shop.stage.stop()
            return Undisturbed(endState: state, types: seen.withLock(\.self))
        }
    }

    static let places = Score.shop.parts.flatMap { part in
        CrashPoint.allCases.map { Place(participant: part.name, point: $0) }
    }

    @Test("the script has every event that anybody hears or says") func complete() async throws {
        let types = try await Self.undisturbed.value.types
        for part in Score.shop.parts {
            let heard = Set(part.hears.map { $0.type.rawValue })
            let seen = types[Place(participant: part.name, point: .committed)] ?? []
            #expect(heard.subtracting(seen).isEmpty, "\(part.name)")
            let said = Set(part.says.map { $0.type.rawValue })
            let published = types[Place(participant: part.name, point: .confirmed)] ?? []
            #expect(said.subtracting(published) == [], "\(part.name)")
        }
    }

    @Test("a death at any step of any event changes nothing in the end", arguments: places)
    func dies(_ place: Place) async throws {
        let undisturbed = try await Self.undisturbed.value
        let left = Mutex(undisturbed.types[place] ?? [])
        // A death may take those with it that were to follow; they have theirs in another run.
        for _ in 1...10 where left.withLock({ !$0.isEmpty }) {
            try await Self.withFolder { folder in
                let shop = Shop(in: folder) { name, occasion in
                    guard name == place.participant, occasion.point == place.point else { return false }
                    return left.withLock { $0.remove(occasion.type) != nil }
                }
                try await Script(shop).perform()
                let state = try await shop.endState()
                for (part, rows) in undisturbed.endState {
                    #expect(state[part, default: []].difference(from: rows).map { "\($0)" } == [], "\(part)")
                }
                for part in Score.shop.parts {
                    #expect(await shop.stage.broker.deadLetters(of: part.name).isEmpty)
                }
                try await shop.stage.stop()
            }
        }
        #expect(left.withLock(\.self).isEmpty, "these never came by")
    }

    private static func withFolder<Value>(_ body: (URL) async throws -> Value) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: "crash-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(folder)
    }
}
