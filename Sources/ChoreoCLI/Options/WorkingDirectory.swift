import Foundation
import Glibc

/// A directory for one run of a command, removed at the end unless somebody wants to look at it.
struct WorkingDirectory {
    let path: String

    /// - Parameter given: where it is to be; a new one below the current directory unless given.
    init(_ purpose: String, at given: String? = nil) throws {
        let stamp = Date().formatted(
            Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted))
        let here = FileManager.default.currentDirectoryPath
        path = given ?? "\(here)/.choreo/\(purpose)-\(stamp)-\(getpid())"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    /// Removes it, or says where the shop in it is kept and how to look at that.
    func end(keepsShop: Bool) {
        guard keepsShop else { return remove() }
        Terminal.error.line("kept: \(path)   (choreo verify --files-only --directory \(path))")
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
