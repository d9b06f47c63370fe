import Foundation

/// A folder of one test's own.
struct TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/email-tests-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    func files(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path + "/" + folder).sorted()
    }

    func contents(of file: String) throws -> Data {
        try Data(contentsOf: URL(filePath: path + "/" + file))
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
