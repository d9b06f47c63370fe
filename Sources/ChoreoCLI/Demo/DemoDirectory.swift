import Foundation
import Glibc

/// A directory of the demo's own, removed at the end unless somebody wants to look at it.
struct DemoDirectory {
    let path: String

    init() throws {
        let stamp = Date().formatted(
            .iso8601.timeSeparator(.omitted).dateSeparator(.omitted).timeZone(separator: .omitted))
        let folder = FileManager.default.currentDirectoryPath + "/.choreo"
        path = "\(folder)/demo-\(stamp)-\(getpid())"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
