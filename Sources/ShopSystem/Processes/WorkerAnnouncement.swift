import Foundation

/// What a worker writes about itself once its HTTP door is open.
struct WorkerAnnouncement: Decodable, Sendable, Hashable {
    let pid: Int32
    let http: String

    /// nil as long as there is none.
    static func read(_ path: String) -> WorkerAnnouncement? {
        guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
        return try? JSONDecoder().decode(WorkerAnnouncement.self, from: bytes)
    }
}
