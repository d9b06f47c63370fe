import Foundation
import Subprocess
import Testing

@testable import Email

@Suite("Into an mbox file")
struct MboxTests {
    private struct ReadBack: Decodable {
        var from: String
        var messageID: String
        var subject: String
        var text: String
        var length: Int
        var bodyLength: Int
        var defects: [String]
    }

    private static let texts = [
        "Dear Zoë,\n\nyour order is confirmed.\n", "From here\n\nFrom there\n", "", "\n\n\n", "no line end",
        String(repeating: "x", count: 75) + "From a soft break\n", String(repeating: "🎉", count: 700),
    ]

    @Test("Python's mailbox package reads every mail back, from a file for the owner only")
    func readsBack() async throws {
        try await inMbox { file, mailer in
            let mails = Self.texts.enumerated().map { number, text in
                sampleMail {
                    $0.text = text
                    // The second half is too long for the field's first line.
                    $0.messageID = "<m.\(number)\(String(repeating: "i", count: number * 12))@shop.example>"
                }
            }
            for mail in mails { try await mailer.send(mail) }
            let read = try await readBack(file)
            #expect(read.count == mails.count)
            for (mail, back) in zip(mails, read) {
                #expect(back.from == "From orders@shop.example Sat Nov 21 05:20:03 2026")
                #expect(back.messageID.trimmingCharacters(in: .whitespacesAndNewlines) == mail.messageID)
                #expect(back.subject == mail.subject)
                #expect(back.text == mail.text + (mail.text.isEmpty || mail.text.hasSuffix("\n") ? "" : "\n"))
                #expect(back.length == back.bodyLength && back.defects.isEmpty)
            }
            let attributes = try FileManager.default.attributesOfItem(atPath: file)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test("A file has the lines that go over the wire, folded or not, without their CR", arguments: 1...160)
    func lineEnds(length: Int) throws {
        let words = String(repeating: "a word ", count: 30)
        for text in [String(words.prefix(length - 1)) + "x", String(repeating: "é", count: length)] {
            let mail = sampleMail {
                $0.subject = text
                $0.to.name = text
            }
            let overTheWire = try rfc5322(mail)
            let inFile = try WrittenMail(mail, lineEnd: .lf)
            let lines = inFile.header + LineEnd.lf.bytes + inFile.body
            #expect(lines == overTheWire.filter { $0 != UInt8(ascii: "\r") })
            let isShort = overTheWire.split(separator: UInt8(ascii: "\n")).allSatisfy { $0.count <= 77 }
            #expect(isShort)
        }
    }

    @Test("The line before a mail has a day of two columns")
    func days() throws {
        #expect(try asctimeDate(Date(timeIntervalSince1970: 0)) == "Thu Jan  1 00:00:00 1970")
    }

    @Test("Many at once, each three times: each is there once, and whole")
    func concurrently() async throws {
        try await inMbox { file, mailer in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<90 { group.addTask { try await mailer.send(Self.mail(number % 30)) } }
                try await group.waitForAll()
            }
            let expected = try (0..<30).map { try MboxMailer.bytes(of: Self.mail($0)).count }.reduce(0, +)
            #expect(try contents(file).count == expected)
            #expect(try Set(messageIDs(file)) == Set((0..<30).map { Self.mail($0).messageID }))
        }
    }

    @Test("Sent again, also after the file was opened again: still the first one alone")
    func twice() async throws {
        try await inMbox { file, mailer in
            for number in 0..<3 { try await mailer.send(Self.mail(number)) }
            let before = try contents(file)
            let again = try MboxMailer(path: file)
            for other in [mailer, again] {
                for number in 0..<3 {
                    var mail = Self.mail(number)
                    mail.text = "another text"
                    try await other.send(mail)
                }
            }
            #expect(try contents(file) == before)
        }
    }

    @Test("A file opened again remembers the mails of its last 4 MiB")
    func window() async throws {
        try await inMbox { file, mailer in
            for number in 0..<4 {
                var mail = Self.mail(number)
                if number == 1 { mail.text = String(repeating: "long\n", count: 900_000) }
                try await mailer.send(mail)
            }
            let again = try MboxMailer(path: file)
            for number in 0..<4 { try await again.send(Self.mail(number)) }
            #expect(try messageIDs(file) == [0, 1, 2, 3, 0, 1].map { Self.mail($0).messageID })
        }
    }

    @Test("Of the Message-IDs the last ones are known")
    func recent() {
        var recent = RecentMessageIDs(limit: 3)
        for id in ["a", "b", "a", "c", "d", "e"] { recent.insert(id) }
        #expect(["a", "b", "c", "d", "e"].map(recent.contains) == [false, false, true, true, true])
    }

    @Test("Half a mail at the end, wherever a crash has cut it off, is gone when the file is opened")
    func torn() async throws {
        try await inMbox { file, _ in
            let (first, second) = (try bytes(0), try bytes(1))
            for count in 0..<second.count {
                try Data(first + second.prefix(count)).write(to: URL(filePath: file))
                _ = try MboxMailer(path: file)
                #expect(try contents(file) == Data(first), "\(count) bytes")
            }
            for count in 0..<first.count {
                try Data(first.prefix(count)).write(to: URL(filePath: file))
                _ = try MboxMailer(path: file)
                #expect(try contents(file).isEmpty, "\(count) bytes")
            }
        }
    }

    @Test("Half a mail comes again whole", arguments: [1, 5, 40, 400, -1, -20])
    func tornAndSentAgain(count: Int) async throws {
        try await inMbox { file, _ in
            let (first, second) = (try bytes(0), try bytes(1))
            let half = count < 0 ? second.dropLast(-count) : second.prefix(count)
            try Data(first + half).write(to: URL(filePath: file))
            let mailer = try MboxMailer(path: file)
            for number in 0..<2 { try await mailer.send(Self.mail(number)) }
            #expect(try contents(file) == Data(first + second))
        }
    }

    @Test("A file in pieces of any size has the same mails", arguments: [1, 2, 7, 64, 1000])
    func pieces(size: Int) throws {
        let file = try (0..<5).flatMap(bytes)
        var scanner = MboxScanner()
        var found: [String?] = []
        for start in stride(from: 0, to: file.count, by: size) {
            file[start...].prefix(size).withUnsafeBytes { scanner.read($0) { found.append($0.messageID) } }
        }
        #expect(found == (0..<5).map { Self.mail($0).messageID })
        #expect(scanner.wholeLength(of: file.count) == file.count)
    }

    @Test("A full disk: an error that may pass, and says so", .enabled(if: access("/dev/full", W_OK) == 0))
    func full() async throws {
        let mailer = try MboxMailer(path: "/dev/full")
        for _ in 1...2 {
            let failed = await error { try await mailer.send(sampleMail()) }
            #expect(failed?.code == .filesystem && failed?.isTransient == true)
            #expect(failed?.message.contains("/dev/full") == true)
        }
    }

    @Test(
        "A file that cannot be: a lasting error that names it", arguments: ["missing/mbox", "folder", "text"])
    func unusable(_ name: String) async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try FileManager.default.createDirectory(
            atPath: folder.path + "/folder", withIntermediateDirectories: true)
        try Data("Dear diary\n".utf8).write(to: URL(filePath: folder.path + "/text"))
        let failed = await error { _ = try MboxMailer(path: folder.path + "/" + name) }
        #expect(failed?.code == .filesystem && failed?.isTransient == false)
        #expect(failed?.message.contains(folder.path + "/" + name) == true)
        #expect(try folder.contents(of: "text") == Data("Dear diary\n".utf8), "left as it is")
    }

    private static func mail(_ number: Int) -> Mail {
        sampleMail { $0.messageID = "<m.\(number)@shop.example>" }
    }

    private func bytes(_ number: Int) throws -> [UInt8] { try MboxMailer.bytes(of: Self.mail(number)) }

    private func contents(_ file: String) throws -> Data { try Data(contentsOf: URL(filePath: file)) }

    private func messageIDs(_ file: String) throws -> [String] {
        let lines = String(decoding: try contents(file), as: UTF8.self).split(separator: "\n")
        return lines.filter { $0.hasPrefix("Message-ID: ") }.map { String($0.dropFirst(12)) }
    }

    private func readBack(_ file: String) async throws -> [ReadBack] {
        let outcome = try await run(
            Program.python, arguments: [try resource("read_mbox.py"), file],
            output: .bytes(limit: 1 << 20), error: .discarded)
        try #require(outcome.terminationStatus.isSuccess)
        return try JSONDecoder().decode([ReadBack].self, from: Data(outcome.standardOutput))
    }

    private func inMbox(_ body: (String, MboxMailer) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let file = folder.path + "/mbox"
        try await body(file, try MboxMailer(path: file))
    }
}
