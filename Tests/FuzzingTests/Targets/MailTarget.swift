import Foundation
import ShopEvents

@testable import Email

extension FuzzTarget {
    /// What a customer called themselves and what they ordered, on its way into a mail: a mail is ASCII in short lines,
    /// with exactly the header fields that it should have, or it is refused.
    static let mail = FuzzTarget(
        name: "mail",
        seeds: {
            [
                ["Zoë Müller", "zoe@example.com", "too late"], ["=?UTF-8?Q?x?=", "a@b", "From me"],
                ["Bob \"the\" \\builder", "b@c.example", "line\r\nBcc: x@example.com"],
                [String(repeating: "e\u{301}", count: 60), "a.b@c", String(repeating: "😀 ", count: 90)],
            ].map { texts in texts.flatMap { [UInt8].piece(Array($0.utf8)) } + [0, 255, 1, 2] }
        }, words: ["\r\n", "=?UTF-8?B?", "From ", "\u{301}", "😀", "@", "<", ">", "."]
    ) { bytes in
        var bytes = FuzzBytes(bytes)
        let texts = (0..<3).map { _ in String(decoding: bytes.piece(), as: UTF8.self) }
        let (name, address, detail) = (texts[0], texts[1], texts[2])
        let kind = MailKind.allCases[Int(bytes.byte()) % MailKind.allCases.count]
        let lines = (0..<Int(bytes.byte() % 4)).map { _ in
            OrderLine(sku: .example, quantity: Int(bytes.integer(Int16.self)), unitPrice: bytes.integer())
        }
        let total = Money(amount: bytes.integer(), currency: .example)
        let letter = EmailRules.Letter(
            news: News(kind, detail: detail),
            addressee: Addressee(name: name, email: address, receipt: .init(lines: lines, total: total)))
        let mail = Mail(
            letter, order: .example, from: Sender(Mailbox(name: name, address: "shop@example.com")),
            at: ShopSeeds.now)
        if let written = try? rfc5322(mail) { try check(written, address: address) }
    }

    private static func check(_ mail: [UInt8], address: String) throws {
        let lines = String(decoding: mail, as: UTF8.self).components(separatedBy: "\r\n")
        for line in lines {
            try must(line.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x09 }, "a line is not ASCII")
            try must(
                line.utf8.count <= 76 || line.contains("@"), "a line has \(line.utf8.count) characters")
        }
        let head = lines.prefix { !$0.isEmpty }.filter { !$0.hasPrefix(" ") }
        let fields = head.map { $0.prefix { $0 != ":" } }
        try must(
            fields == [
                "Date", "From", "To", "Message-ID", "Subject", "X-Order-ID", "Auto-Submitted", "MIME-Version",
                "Content-Type", "Content-Transfer-Encoding",
            ], "the header fields are \(fields)")
    }
}
