import Email
import Foundation
import Testing

@Suite("To a real SMTP server", .timeLimit(.minutes(2)))
struct SMTPMailerTests {
    @Test(
        "Where nobody chose, only a server on this machine is spoken to in the clear",
        arguments: [
            ("smtp://localhost:1025", SMTPConfiguration.Security.none), ("smtp://127.0.0.1", .none),
            ("smtp://[::1]:25", .none), ("smtp://localhost.example", .startTLS), ("smtps://localhost", .tls),
            ("smtp://mail.example:587", .startTLS), ("SMTPS://mail.example", .tls),
        ])
    func usualSecurity(url: String, security: SMTPConfiguration.Security) {
        #expect(SMTPConfiguration.Security.usual(for: url) == security)
    }

    @Test("A mail arrives as it was written")
    func arrives() async throws {
        let mail = sampleMail {
            $0.subject =
                "Zoë Müller, " + String(repeating: "Ihre Bestellung ist unterwegs 🎉 ", count: 9) + "!"
            $0.text =
                ".\n.dot\n..two dots\n\n1 + 1 = 2 =3D\n🎉 Grüße\n" + String(repeating: "long ", count: 400)
                + "\n"
                + String(repeating: "ü", count: 3000) + "\n.\n"
        }
        try await SMTPServer.run { server in
            try await server.mailer { $0.heloName = "worker-1.shop.example" }.send(mail)
            let received = try #require(try server.received.first)
            #expect(try server.received.count == 1)
            #expect(received.messageID == mail.messageID)
            #expect(received.subject == mail.subject)
            #expect(received.from == .init(name: "The Shop", address: "orders@shop.example"))
            #expect(received.to == .init(name: "Zoë Müller", address: "zoe@example.com"))
            #expect(received.text == mail.text)
            #expect(received.date == mail.date.timeIntervalSince1970)
            #expect(received.headers.contains(["X-Order-ID", "7d3f"]))
            #expect(received.contentType == "text/plain")
            #expect(received.charset == "utf-8")
            #expect(received.defects.isEmpty)
            #expect(received.longestLine <= 76)
            #expect(received.isASCII)
            #expect(received.bareLineEnds == 0)
            #expect(received.envelopeFrom == "orders@shop.example")
            #expect(received.envelopeTo == ["zoe@example.com"])
            #expect(received.helo == "worker-1.shop.example")
            #expect(!received.tls)
            #expect(try server.folder.contents(of: "1.eml") == Data(try rfc5322(mail)))
        }
    }

    @Test("A megabyte arrives byte for byte, dots at every place of libcurl's buffer")
    func large() async throws {
        let mail = sampleMail { mail in
            mail.text = (0..<20_000).map { ".\(String(repeating: ".", count: $0 % 71))\n" }.joined()
        }
        try await SMTPServer.run { server in
            try await server.mailer().send(mail)
            #expect(try server.folder.contents(of: "1.eml") == Data(try rfc5322(mail)))
        }
    }

    @Test("Many at once")
    func concurrently() async throws {
        try await SMTPServer.run { server in
            let mailer = try server.mailer()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<40 {
                    group.addTask {
                        try await mailer.send(sampleMail { $0.messageID = "<\(number)@shop.example>" })
                    }
                }
                try await group.waitForAll()
            }
            #expect(Set(try server.received.map(\.messageID)).count == 40)
        }
    }

    @Test(
        "STARTTLS and implicit TLS, with and without a login", arguments: ["starttls", "implicit"],
        [true, false])
    func encrypted(tls: String, login: Bool) async throws {
        try await SMTPServer.runTLS(tls, login: login ? ["shop", "s3cret ü"] : nil) { server, configuration in
            var configuration = configuration
            configuration.username = login ? "shop" : nil
            configuration.password = login ? "s3cret ü" : nil
            try await SMTPMailer(configuration: configuration).send(sampleMail())
            #expect(try server.received.map(\.tls) == [true])
            #expect(try server.received.map(\.login) == [login])
        }
    }

    @Test("A wrong password, and none where one is required")
    func wrongPassword() async throws {
        try await SMTPServer.runTLS("starttls", login: ["shop", "s3cret"]) { server, configuration in
            var configuration = configuration
            let without = try SMTPMailer(configuration: configuration)
            let refused = await error { try await without.send(sampleMail()) }
            #expect(refused?.code == .rejected)
            #expect(refused?.replyCode == 530)
            #expect(refused?.isTransient == true)
            configuration.username = "shop"
            configuration.password = "wr0ng"
            let wrong = try SMTPMailer(configuration: configuration)
            let failed = await error { try await wrong.send(sampleMail()) }
            #expect(failed?.code == .authentication)
            #expect(failed?.isTransient == true)
            #expect(failed?.message.contains("wr0ng") == false)
            #expect(!"\(configuration) \(String(reflecting: configuration))".contains("wr0ng"))
            #expect(try server.received.isEmpty)
        }
    }

    @Test(
        "A certificate that is not trusted, or another host's: nothing is sent",
        arguments: ["starttls", "implicit"])
    func untrusted(tls: String) async throws {
        for (subject, trusted) in [("IP:127.0.0.1", false), ("DNS:other.example", true)] {
            try await SMTPServer.runTLS(tls, subject: subject) { server, configuration in
                var configuration = configuration
                if !trusted { configuration.caCertificatePath = nil }
                let mailer = try SMTPMailer(configuration: configuration)
                let failed = await error { try await mailer.send(sampleMail()) }
                #expect(failed?.code == .tls)
                #expect(failed?.isTransient == true)
                #expect(try server.received.isEmpty)
            }
        }
    }

    @Test("STARTTLS is required, not hoped for")
    func downgrade() async throws {
        try await SMTPServer.run { server in
            let mailer = try server.mailer { $0.security = .startTLS }
            let failed = await error { try await mailer.send(sampleMail()) }
            #expect(failed?.code == .tls)
            #expect(failed?.isTransient == true)
            #expect(try server.received.isEmpty)
        }
    }

    struct Refusal: Sendable {
        var greeting: String?
        var sender: String?
        var recipient: String?
        var content: String?
        var code: MailError.Code
        var reply: Int
        var isTransient: Bool
    }

    @Test(
        """
        What the server refuses: for good what is about this mail, for now what every mail would meet; without \
        the address in the message
        """,
        arguments: [
            Refusal(greeting: "554 5.3.2 no service here", code: .rejected, reply: 554, isTransient: true),
            Refusal(
                sender: "550 5.7.1 <orders@shop.example> may not send", code: .rejected, reply: 550,
                isTransient: true),
            Refusal(sender: "552 5.3.4 too large", code: .rejected, reply: 552, isTransient: false),
            Refusal(
                recipient: "451 4.3.0 <zoe@example.com> later", code: .rejectedRecipient, reply: 451,
                isTransient: true),
            Refusal(
                recipient: "550 5.1.1 <zoe@example.com> unknown", code: .rejectedRecipient, reply: 550,
                isTransient: false),
            Refusal(content: "452 4.3.1 disk full", code: .rejected, reply: 452, isTransient: true),
            Refusal(
                content: "554 5.7.1 spam from zoe@example.com", code: .rejected, reply: 554,
                isTransient: false),
        ])
    func refused(refusal: Refusal) async throws {
        var options = SMTPServer.Options()
        options.greeting = refusal.greeting
        options.sender = refusal.sender
        options.recipient = refusal.recipient
        options.content = refusal.content
        try await SMTPServer.run(options) { server in
            let mailer = try server.mailer()
            let failed = try #require(await error { try await mailer.send(sampleMail()) })
            #expect(failed.code == refusal.code)
            #expect(failed.replyCode == refusal.reply)
            #expect(failed.isTransient == refusal.isTransient)
            #expect(!failed.description.contains("zoe"))
            #expect(failed.message.contains("127.0.0.1:\(server.port)"))
            #expect(failed.message.contains(/[45]\.\d\.\d/))
        }
    }

    @Test("A server that never answers: a timeout, transient", arguments: ["EHLO", "DATA"])
    func hanging(command: String) async throws {
        try await SMTPServer.run(SMTPServer.Options(hang: command)) { server in
            let mailer = try server.mailer { $0.timeout = .seconds(3) }
            let start = ContinuousClock.now
            let failed = await error { try await mailer.send(sampleMail()) }
            // Twice the timeout is what saying goodbye to a stuck server, and waiting for it, would make.
            #expect(ContinuousClock.now - start < .milliseconds(5800))
            #expect(failed?.code == .timeout)
            #expect(failed?.isTransient == true)
        }
    }

    @Test("Waiting for a silent server blocks no thread of the pool, and can be cancelled")
    func cancellation() async throws {
        try await SMTPServer.run(SMTPServer.Options(hang: "EHLO")) { silent in
            let stuck = try silent.mailer {
                $0.timeout = .seconds(600)
                $0.maximumConnections = 32
            }
            let waiting = (0..<64).map { _ in
                Task { await error { try await stuck.send(sampleMail()) } }
            }
            try await SMTPServer.run { server in
                try await server.mailer().send(sampleMail())
                #expect(try server.received.count == 1)
            }
            for task in waiting { task.cancel() }
            for task in waiting { #expect(await task.value?.code == .cancelled) }
        }
    }

    @Test("Nobody listens: transient, and the message says where")
    func nobody() async throws {
        let port = try await SMTPServer.run { $0.port }
        let mailer = try SMTPMailer(configuration: .init(url: "smtp://127.0.0.1:\(port)", security: .none))
        let failed = await error { try await mailer.send(sampleMail()) }
        #expect(failed?.code == .connection)
        #expect(failed?.isTransient == true)
        #expect(failed?.message.contains("127.0.0.1:\(port)") == true)
    }

    @Test(
        "Settings that cannot work are refused at once",
        arguments: [
            SMTPConfiguration(url: "http://mail.example", security: .startTLS),
            SMTPConfiguration(url: "smtp://", security: .startTLS),
            SMTPConfiguration(url: "smtp://u:p@mail.example", security: .startTLS),
            SMTPConfiguration(url: "smtp://mail.example/path", security: .startTLS),
            SMTPConfiguration(url: "smtp://mail.example", security: .tls),
            SMTPConfiguration(url: "smtps://mail.example", security: .startTLS),
            SMTPConfiguration(url: "smtp://mail.example", security: .startTLS, username: "only"),
            SMTPConfiguration(
                url: "smtp://mail.example", security: .none, username: "u", password: "p"),
            SMTPConfiguration(url: "smtp://mail.example", security: .startTLS, timeout: .zero),
            SMTPConfiguration(
                url: "smtp://mail.example", security: .startTLS, heloName: "a\r\nMAIL FROM:<x>"),
            SMTPConfiguration(url: "smtp://mail.example", security: .startTLS, maximumConnections: 0),
        ])
    func configuration(configuration: SMTPConfiguration) async {
        let failed = await error { _ = try SMTPMailer(configuration: configuration) }
        #expect(failed?.code == .configuration)
        #expect(failed?.isTransient == false)
    }
}

extension SMTPServer {
    /// A mailer for this server, unencrypted unless changed.
    func mailer(_ change: (inout SMTPConfiguration) -> Void = { _ in }) throws -> SMTPMailer {
        var configuration = SMTPConfiguration(
            url: "smtp://127.0.0.1:\(port)", security: .none)
        change(&configuration)
        return try SMTPMailer(configuration: configuration)
    }

    /// A server with a fresh certificate, and a configuration that trusts it.
    static func runTLS(
        _ tls: String, login: [String]? = nil, subject: String = "IP:127.0.0.1",
        _ body: (SMTPServer, SMTPConfiguration) async throws -> Void
    ) async throws {
        let certificate = try await Certificate(for: subject)
        defer { certificate.folder.remove() }
        let options = Options(tls: tls, certificate: certificate.file, key: certificate.key, login: login)
        try await run(options) { server in
            let scheme = tls == "implicit" ? "smtps" : "smtp"
            let configuration = SMTPConfiguration(
                url: "\(scheme)://127.0.0.1:\(server.port)", security: tls == "implicit" ? .tls : .startTLS,
                caCertificatePath: certificate.file)
            try await body(server, configuration)
        }
    }
}
