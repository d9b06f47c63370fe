import ArgumentParser
import Foundation
import ShopSystem
import Testing

@testable import choreo

@Suite struct RebuildCommandTests {
    private func outcome(_ answer: String) throws -> RebuildOutcome {
        RebuildOutcome(
            try JSONDecoder().decode(ProjectionReport.self, from: Data(answer.utf8)),
            after: .milliseconds(1500))
    }

    @Test func `What the worker tells at the end is what is told`() throws {
        let fine = try outcome(
            #"{"name":"v","head":9,"rebuild":{"state":"finished","position":8,"head":8}}"#)
        #expect(fine.isFinished && fine.position == 8 && fine.head == 9 && fine.milliseconds == 1500)
        let failed = try outcome(
            #"{"name":"v","head":9,"rebuild":{"state":"failed","position":4,"head":8,"error":"no"}}"#)
        #expect(!failed.isFinished && failed.error == "no")
    }

    @Test func `A worker that knows nothing of the rebuild has not brought it to its end`() throws {
        let lost = try outcome(#"{"name":"v","head":9}"#)
        #expect(!lost.isFinished && lost.error == "the worker was started anew meanwhile")
    }

    @Test func `The door is the one of the URL, with the token of the environment`() throws {
        let options = try DoorOptions.parse(["--url", "http://orders.example:8081"])
        #expect(try options.door(environment: [:]).token == nil)
        let door = try options.door(environment: ["CHOREO_HTTP_TOKEN": "0123456789abcdef"])
        #expect(door.token == "0123456789abcdef" && door.url.absoluteString == "http://orders.example:8081")
        let path = FileManager.default.temporaryDirectory.appending(path: "token-\(UUID().uuidString)").path
        #expect(
            FileManager.default.createFile(
                atPath: path, contents: Data("fedcba9876543210\n".utf8),
                attributes: [.posixPermissions: 0o600]))
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(try options.door(environment: ["CHOREO_HTTP_TOKEN_FILE": path]).token == "fedcba9876543210")
        let missing = #expect(throws: SystemError.self) {
            try options.door(environment: ["CHOREO_HTTP_TOKEN_FILE": path + "-not"])
        }
        #expect(missing?.message.contains("CHOREO_HTTP_TOKEN_FILE") == true)
    }

    @Test(arguments: ["orders.example", "ftp://orders.example", "http://", "http://me:secret@orders.example"])
    func `A URL that is none of a door, or holds a secret, is refused`(url: String) throws {
        let options = try DoorOptions.parse(["--url", url])
        let failure = #expect(throws: CommandFailure.self) { try options.door(environment: [:]) }
        #expect(failure?.code == .badData && failure?.message.contains("secret") == false)
    }

    @Test func `A token that no header can carry is refused without being repeated`() throws {
        let options = try DoorOptions.parse(["--url", "http://orders.example"])
        let failure = #expect(throws: CommandFailure.self) {
            try options.door(environment: ["CHOREO_HTTP_TOKEN": "a\r\nHost: elsewhere"])
        }
        #expect(failure?.message.contains("elsewhere") == false)
    }
}
