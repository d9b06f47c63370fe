import Choreography
import Foundation
import GRDB
import Logging
import RabbitMQ
import ShopEvents
import ShopSystem

let silence = Logger(label: "verification-tests") { _ in SwiftLogNoOpLogHandler() }

/// Whose order it is, by the end that it comes to.
enum Role: String, Sendable, CaseIterable {
    case confirmed, shipped, delivered, declined, outOfStock, undeliverable, cancelled, rejected, expired
}

/// What a shop leaves behind after a short day on which everything went as it should: five participants on a
/// broker in memory, with real databases and a real maildir, all closed in the end.
struct World: Sendable {
    var folder: String
    /// All files of the day, by path, so that it leaves none behind.
    let files: [String: Data]
    let orders: [Role: OrderID]
    /// A message that nobody could read.
    let poison: String
    var history: [Message]
    var letters: [DeadLetterEntry]

    /// Lives through the day, once for all tests.
    static let sound = Task { try await Day().live() }

    /// Somebody's order.
    func id(_ role: Role) -> String { orders[role]?.text ?? "" }

    func dataFolder(of participant: String) -> String { "\(folder)/\(participant)" }

    func database(of participant: String) -> String {
        "\(dataFolder(of: participant))/\(participant).sqlite"
    }

    var dataFolders: [String: String] {
        Dictionary(uniqueKeysWithValues: Score.shop.parts.map { ($0.name, dataFolder(of: $0.name)) })
    }

    var maildir: String { "\(dataFolder(of: "email"))/mail" }

    /// The same day in a folder of its own, to be damaged and removed.
    static func copy() async throws -> World {
        var world = try await sound.value
        world.folder = NSTemporaryDirectory() + "verification-\(UUID().uuidString)"
        for part in Score.shop.parts {
            for folder in part.name == "email" ? ["", "/mail/new", "/mail/cur"] : [""] {
                try FileManager.default.createDirectory(
                    atPath: world.dataFolder(of: part.name) + folder, withIntermediateDirectories: true)
            }
        }
        for (path, bytes) in world.files { try bytes.write(to: URL(filePath: "\(world.folder)/\(path)")) }
        for part in Score.shop.parts { try world.foldLog(of: part.name) }
        return world
    }

    /// Brings all commits into the file itself, whatever a worker's end has left in the log.
    private func foldLog(of participant: String) throws {
        let database = try DatabaseQueue(path: database(of: participant))
        try database.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
        try database.close()
    }

    /// A copy that is removed after `body`.
    static func withCopy(_ body: (inout World) async throws -> Void) async throws {
        var world = try await copy()
        defer { try? FileManager.default.removeItem(atPath: world.folder) }
        try await body(&world)
    }
}
