import Foundation
import FoundationNetworking
import ShopSystem
import Testing

/// A worker outside the shop, with settings of its own and nothing inherited: one that cannot get ready.
final class StrayWorker: Sendable {
    private struct Health: Decodable { let reasons: [String] }
    private struct Door: Decodable { let http: String }

    let folder: String
    let process: Process

    init(_ name: String, environment: [String: String]) throws {
        folder = FileManager.default.temporaryDirectory.path + "/stray-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        process = Process()
        process.executableURL = URL(filePath: ShopUnderTest.executables).appending(path: name)
        process.arguments = ["--announce", folder + "/announcement.json"]
        process.environment = environment.merging([
            "DATA": folder, "HTTP_PORT": "0", "LOG_FORMAT": "text",
        ]) { own, _ in own }
        try Data().write(to: URL(filePath: folder + "/log"))
        process.standardError = try FileHandle(forWritingTo: URL(filePath: folder + "/log"))
        try process.run()
    }

    var log: String { get throws { try String(contentsOfFile: folder + "/log", encoding: .utf8) } }

    var announcement: String? { try? String(contentsOfFile: folder + "/announcement.json", encoding: .utf8) }

    /// What `/health/<which>` answers; nil as long as nobody does.
    func health(_ which: String) async -> (status: Int, body: String)? {
        guard let text = announcement, let door = try? JSONDecoder().decode(Door.self, from: Data(text.utf8)),
            let url = URL(string: "\(door.http)/health/\(which)"),
            let (body, response) = try? await URLSession.shared.data(for: URLRequest(url: url)),
            let status = (response as? HTTPURLResponse)?.statusCode
        else { return nil }
        return (status, String(decoding: body, as: UTF8.self))
    }

    /// Waits until it says in its log and in its health why it cannot work, and goes on trying; then it ends
    /// with 0 when asked to.
    func expectTrouble(_ words: String, _ comment: String) async throws {
        try await waitUntil("\(comment): \(words); it says \(try log)", timeout: .seconds(30)) {
            guard let answer = await health("ready") else { return false }
            let reasons = try JSONDecoder().decode(Health.self, from: Data(answer.body.utf8)).reasons
            return answer.status == 503 && reasons.contains { $0.contains(words) }
        }
        #expect(try log.contains(words), "\(comment)")
        #expect(await health("live")?.status == 200, "\(comment)")
        #expect(process.isRunning, "\(comment): it goes on trying")
        #expect(try await end() == 0, "\(comment): an orderly end all the same")
    }

    /// Asks it to end; its exit code.
    func end() async throws -> Int32 {
        process.terminate()
        try await waitUntil("the stray worker has ended", timeout: .seconds(20)) { !process.isRunning }
        return process.terminationStatus
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        try? FileManager.default.removeItem(atPath: folder)
    }
}
