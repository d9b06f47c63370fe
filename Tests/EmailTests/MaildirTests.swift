import Email
import Foundation
import Testing

@Suite("Into a maildir")
struct MaildirTests {
    @Test("One file in new, nothing left in tmp, for the owner only")
    func delivers() async throws {
        try await inMaildir { folder, mailer in
            try await mailer.send(sampleMail())
            #expect(try folder.files(in: "mail") == ["cur", "new", "tmp"])
            #expect(try folder.files(in: "mail/new") == [Self.name])
            #expect(try folder.files(in: "mail/tmp").isEmpty)
            let content = try folder.contents(of: "mail/new/" + Self.name)
            #expect(content == Data(try rfc5322(sampleMail()).filter { $0 != 0x0D }))
            let attributes = try FileManager.default.attributesOfItem(
                atPath: folder.path + "/mail/new/" + Self.name)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test("Sent again: still one file, the first one")
    func twice() async throws {
        try await inMaildir { folder, mailer in
            try await mailer.send(sampleMail())
            try await mailer.send(sampleMail { $0.text = "another text" })
            #expect(try folder.files(in: "mail/new") == [Self.name])
            let content = try folder.contents(of: "mail/new/" + Self.name)
            #expect(String(decoding: content, as: UTF8.self).contains("your order is confirmed."))
        }
    }

    @Test("Sent again after it was read: stays read", arguments: ["", ":2,", ":2,RS", ",S=123:2,S"])
    func seen(flags: String) async throws {
        try await inMaildir { folder, mailer in
            try await mailer.send(sampleMail())
            try FileManager.default.moveItem(
                atPath: folder.path + "/mail/new/" + Self.name,
                toPath: folder.path + "/mail/cur/" + Self.name + flags)
            try await mailer.send(sampleMail { $0.text = "another text" })
            #expect(try folder.files(in: "mail/new").isEmpty)
            #expect(try folder.files(in: "mail/cur") == [Self.name + flags])
        }
    }

    @Test("Message-IDs that look alike are different files, inside the folder")
    func names() async throws {
        try await inMaildir { folder, mailer in
            let ids = ["<a/../b@c>", "<a%b@c>", "<a=b@c>", "<a.b@c>", "<a.b@c.d>", "<a/b@c>"]
            // The shortest name is a prefix of another that has already been read.
            try await mailer.send(sampleMail { $0.messageID = "<a.b@c.dd>" })
            try FileManager.default.moveItem(
                atPath: folder.path + "/mail/new/a.b@c.dd", toPath: folder.path + "/mail/cur/a.b@c.dd:2,S")
            for id in ids where id != "<a/../b@c>" { try await mailer.send(sampleMail { $0.messageID = id }) }
            let refused = await error { try await mailer.send(sampleMail { $0.messageID = ids[0] }) }
            #expect(refused?.code == .invalidHeader)
            #expect(
                try folder.files(in: "mail/new") == ["a%25b@c", "a%2Fb@c", "a%3Db@c", "a.b@c", "a.b@c.d"])
        }
    }

    @Test("Many at once, each three times: each one file")
    func concurrently() async throws {
        try await inMaildir { folder, mailer in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<90 {
                    group.addTask {
                        try await mailer.send(sampleMail { $0.messageID = "<m.\(number % 30)@shop.example>" })
                    }
                }
                try await group.waitForAll()
            }
            #expect(try folder.files(in: "mail/new").count == 30)
            #expect(try folder.files(in: "mail/tmp").isEmpty)
        }
    }

    @Test("One of many that cannot be written: it alone fails")
    func oneFails() async throws {
        try await inMaildir { folder, mailer in
            // In the file's name each stands as three bytes.
            let tooLong = String(repeating: "=", count: 100)
            let failed = await withTaskGroup { group in
                for number in 0..<30 {
                    let name = number == 13 ? tooLong : "m.\(number)"
                    group.addTask {
                        await error {
                            try await mailer.send(sampleMail { $0.messageID = "<\(name)@shop.example>" })
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }.compactMap(\.self)
            }
            #expect(failed.count == 1)
            #expect(failed.first?.code == .filesystem)
            let (new, left) = (try folder.files(in: "mail/new"), try folder.files(in: "mail/tmp"))
            #expect(new.count == 29)
            #expect(left.isEmpty)
        }
    }

    @Test("A folder that cannot be: a lasting error that names it")
    func unwritable() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try Data().write(to: URL(filePath: folder.path + "/file"))
        let failed = await error { _ = try MaildirMailer(path: folder.path + "/file/mail") }
        #expect(failed?.code == .filesystem)
        #expect(failed?.isTransient == false)
        #expect(failed?.message.contains(folder.path) == true)
    }

    private static let name = "confirmed.7d3f@shop.example"

    private func inMaildir(_ body: (TemporaryFolder, MaildirMailer) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try await body(folder, try MaildirMailer(path: folder.path + "/mail"))
    }
}
