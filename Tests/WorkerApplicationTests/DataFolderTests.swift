import Foundation
import Testing

@testable import WorkerApplication

@Suite("The data folder and how a worker ends")
struct DataFolderTests {
    @Test("is made with all above it, and may be there already")
    func made() throws {
        let scratch = try Scratch()
        let path = scratch.folder + "/a/b"
        for _ in 1...2 {
            #expect(try DataFolder(path).make().database(of: "trial") == path + "/trial.sqlite")
        }
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o700)
        #expect(DataFolder("x/").database(of: "trial") == "x/trial.sqlite")
    }

    @Test("that cannot be made: says where, why, and what to do")
    func impossible() throws {
        let scratch = try Scratch()
        let file = try scratch.file("file", "")
        let error = try #require(throws: NoDataFolder.self) { try DataFolder(file + "/data").make() }
        #expect(error.description.contains("\(file)/data cannot be made: Not a directory"))
        #expect(error.description.contains("--data"))
        #expect(ExitCode(for: error) == .cannotCreate)
    }

    @Test("a setting that cannot be used is named in all its ways")
    func wrongSetting() {
        let error = WrongSetting(Trial.smtpURL, "no sender")
        #expect(error.description == "--smtp-url (SMTP_URL) cannot be used: no sender")
        #expect(ExitCode(for: error) == .usage)
        #expect(ExitCode(for: CancellationError()) == .failure)
    }
}
