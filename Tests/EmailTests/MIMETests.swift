import Email
import Foundation
import Subprocess
import Testing

@Suite("A mail's bytes")
struct MIMETests {
    private struct ReadBack: Decodable {
        var subject: String
        var name: String
        var address: String
        var text: String
        var extra: String
        var date: Double
        var names: [String]
        var defects: [String]
    }

    private static let texts = [
        "plain", "Zoë Müller", "Grüße aus 東京 🎉👨‍👩‍👧‍👦 e\u{301}", "=?UTF-8?Q?not_encoded?=", "50% = half; a_b?",
        " leading and trailing ", "two  spaces", "quote \" and back\\slash", "Müller, Zoë <zoe@evil.example>",
        "Inc., Shop (Berlin)", "dot.ted",
        String(repeating: "long words here ", count: 30) + "end",
        String(repeating: "x", count: 400), String(repeating: "ü", count: 300),
        String(repeating: "日本語の件名", count: 40), String(repeating: "🧵", count: 101),
    ]

    private static let bodies =
        [
            "one line\n", ".\n..\n.leading dot\n", "a = b == c =3D\n",
            "trailing space \ntrailing tab\t\n\n\n",
            "From here on\nFrom \n", String(repeating: "y", count: 5000) + "\n",
            String(repeating: "🎉", count: 700) + "\n",
            "tab\tinside\n", "nul \u{0} and \u{7F}\n", "x" + String(repeating: "é", count: 37) + " \n",
        ] + (70...80).map { String(repeating: "z", count: $0) + "=\n" }

    @Test("Python's email package reads back what was written, for every odd text")
    func readsBack() async throws {
        var mails = Self.texts.map { text in
            sampleMail {
                $0.subject = text
                $0.to.name = text
                $0.extraHeaders = [Mail.Header(name: "X-Note", value: text)]
            }
        }
        mails += Self.bodies.map { text in sampleMail { $0.text = text } }
        let written = try mails.map { try rfc5322($0) }
        for (mail, back) in zip(mails, try await readBack(written)) {
            #expect(back.subject == mail.subject)
            #expect(back.name == mail.to.name)
            #expect(back.address == mail.to.address)
            #expect(back.text == mail.text)
            #expect(back.date == mail.date.timeIntervalSince1970)
            #expect(back.defects.isEmpty)
            if mail.extraHeaders.first?.name == "X-Note" { #expect(back.extra == mail.subject) }
        }
    }

    @Test("ASCII, CRLF, short lines", arguments: texts + bodies)
    func shape(text: String) throws {
        let line = text.replacing(/[\p{Cc}]/, with: " ")
        let bytes = try rfc5322(
            sampleMail {
                $0.subject = line
                $0.to.name = line
                $0.from.name = line
                $0.text = text
                $0.extraHeaders = [Mail.Header(name: String(repeating: "X", count: 60), value: line)]
            })
        #expect(bytes.allSatisfy { $0 < 0x7F && ($0 >= 0x20 || [0x09, 0x0A, 0x0D].contains($0)) })
        let lines = String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\u{1}").split(
            separator: "\u{1}", omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { $0.utf8.count <= 76 && !$0.contains("\r") && !$0.contains("\n") })
        #expect(lines.last == "")
    }

    @Test("The same mail is the same bytes, with an English date in UTC")
    func exact() throws {
        let mail = sampleMail { $0.text = "Grüße\n.\n" }
        let expected = """
            Date: Sat, 21 Nov 2026 05:20:03 +0000
            From: The Shop <orders@shop.example>
            To: =?UTF-8?B?Wm/DqyBNw7xsbGVy?= <zoe@example.com>
            Message-ID: <confirmed.7d3f@shop.example>
            Subject: =?UTF-8?Q?Zo=C3=AB_M=C3=BCller=2C_your_order_is_confirmed?=
            X-Order-ID: 7d3f
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            Gr=C3=BC=C3=9Fe
            .

            """
        let written = String(decoding: try rfc5322(mail), as: UTF8.self).replacing("\r\n", with: "\n")
        #expect(written == expected)
        #expect(try rfc5322(mail) == rfc5322(mail))
    }

    @Test("CRLF, CR and LF each end one line")
    func lineEnds() throws {
        let expected = try rfc5322(sampleMail { $0.text = "ab\n\ncd\n" })
        #expect(expected.suffix(12) == Array("\r\nab\r\n\r\ncd\r\n".utf8).suffix(12))
        for text in ["ab\n\ncd", "ab\r\n\r\ncd\r\n", "ab\r\rcd", "ab\n\r\ncd\r"] {
            #expect(try rfc5322(sampleMail { $0.text = text }) == expected)
        }
    }

    @Test(
        "No line can be smuggled into the header", arguments: ["\r\n", "\n", "\r", "\0", "\u{85}", "\u{1B}"])
    func injection(control: String) async throws {
        let evil = "x\(control)Bcc: all@example.com"
        let changes: [@Sendable (inout Mail) -> Void] = [
            { $0.subject = evil }, { $0.to.name = evil }, { $0.from.name = evil },
            { $0.to.address = "zoe@example.com\(control)" }, { $0.to.address = evil },
            { $0.from.address = evil },
            { $0.messageID = "<a\(control)@b>" }, { $0.messageID = "<a@b>\(control)" },
            { $0.extraHeaders = [Mail.Header(name: "X-A", value: evil)] },
            { $0.extraHeaders = [Mail.Header(name: evil, value: "x")] },
        ]
        for change in changes {
            let error = await error { _ = try rfc5322(sampleMail(change)) }
            #expect(error?.code == .invalidHeader || error?.code == .invalidAddress)
            #expect(error?.isTransient == false)
        }
    }

    @Test(
        "Addresses that are refused, without being quoted",
        arguments: [
            "", "@", "zoe", "zoe@", "@example.com", "a@b@c.example", "zoe@ex ample.com", "zoé@example.com",
            "zoe@exämple.com", "<zoe@example.com>", "zoe@example.com>", "\"zoe\"@example.com",
            "zoe@[127.0.0.1]",
            "zoe@-a.example", "zoe@a..example", ".zoe@example.com", "zoe@example.com> SIZE=1",
            "zoe,x@example.com",
            String(repeating: "z", count: 65) + "@example.com",
        ])
    func addresses(address: String) async {
        let error = await error { _ = try rfc5322(sampleMail { $0.to.address = address }) }
        #expect(error?.code == .invalidAddress)
        #expect(error?.message.contains("the recipient's address") == true)
        #expect(address.count < 2 || error?.message.contains(address) == false)
    }

    @Test(
        "Message-IDs that are refused",
        arguments: ["", "a@b", "<a>", "<>", "<a@>", "<a b@c>", "<a@b@c>", "<é@b>"])
    func messageIDs(messageID: String) async {
        let error = await error { _ = try rfc5322(sampleMail { $0.messageID = messageID }) }
        #expect(error?.code == .invalidHeader)
    }

    @Test(
        "Standard headers cannot be extra ones",
        arguments: ["Bcc", "TO", "Content-Type", "Date", "", "X A", "X:"])
    func standardHeaders(name: String) async {
        let error = await error {
            _ = try rfc5322(sampleMail { $0.extraHeaders = [Mail.Header(name: name, value: "x")] })
        }
        #expect(error?.code == .invalidHeader)
    }

    private func readBack(_ mails: [[UInt8]]) async throws -> [ReadBack] {
        let input = try JSONEncoder().encode(mails.map { Data($0).base64EncodedString() })
        let outcome = try await run(
            Program.python, arguments: [resource("read_back.py")],
            input: .array(Array(input)), output: .bytes(limit: 4 << 20), error: .discarded)
        return try JSONDecoder().decode([ReadBack].self, from: Data(outcome.standardOutput))
    }
}
