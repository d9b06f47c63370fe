import Foundation
import Testing

@testable import ShopSystem

@Suite struct RunRecordTests {
    private let record = RunRecord(
        amqp: ["order": "amqp://order:p@127.0.0.1:1/shop"], management: "http://a:b@127.0.0.1:2",
        workers: ["order": .init(pid: 7, data: "/d", http: "http://127.0.0.1:3")])

    @Test func `It has the agreed shape and nobody else may read it`() throws {
        try withFolder { folder in
            try record.write(in: folder)
            let path = RunRecord.path(in: folder)
            let text = try String(contentsOfFile: path, encoding: .utf8)
            let compact = text.filter { !$0.isWhitespace }.replacingOccurrences(of: "\\/", with: "/")
            #expect(
                compact == """
                    {"amqp":{"order":"amqp://order:p@127.0.0.1:1/shop"},"management":"http://a:b@127.0.0.1:2",\
                    "workers":{"order":{"data":"/d","http":"http://127.0.0.1:3","pid":7}}}
                    """)
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            #expect(try RunRecord.read(in: folder) == record)
            // Written again over what was there, and nothing else is left.
            try record.write(in: folder)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["run.json"])
        }
    }

    @Test func `Without one the message says what to do`() throws {
        try withFolder { folder in
            let error = #expect(throws: SystemError.self) { try RunRecord.read(in: folder) }
            #expect(error?.code == .notRunning)
            #expect(error?.message.contains("choreo up") == true)
        }
    }

    @Test func `A second one in a directory is told who is there`() throws {
        try withFolder { folder in
            let first = try DirectoryLock(directory: folder)
            let error = #expect(throws: SystemError.self) { try DirectoryLock(directory: folder) }
            #expect(error?.code == .alreadyRunning)
            #expect(error?.message.contains("\(getpid())") == true)
            withExtendedLifetime(first) {}
        }
    }

    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "choreo-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }
}
