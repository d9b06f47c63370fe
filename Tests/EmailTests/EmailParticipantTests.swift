import Choreography
import ChoreographyTesting
import Foundation
import GRDB
import Testing

@testable import Email
@testable import ShopEvents

@Suite("Email and its database")
struct EmailParticipantTests {
    private static let mails: SQLRequest<Row> = "SELECT kind, status, detail FROM mails ORDER BY kind"
    private static let addressees: SQLRequest<Row> =
        "SELECT kept_at, name, email, total, currency, lines FROM addressees"
    /// 2026-11-21 05:00:00.000 UTC
    private static let messageID = "019aa4b3-5a80-7000-8000-000000000001"

    private let mailer = RecordingMailer()
    private let stage: ParticipantStage

    init() throws {
        let sender = Sender(Mailbox(name: "The Corner Shop", address: "shop@corner.example"))
        stage = try ParticipantStage(EmailParticipant(mailer: mailer, sender: sender), score: .shop)
    }

    @Test("Hears what the score says")
    func fitsTheScore() throws {
        let part = try #require(Score.shop.part(of: "email"))
        #expect(Set(stage.participant.reactions.map(\.trigger)) == Set(part.steps.map(\.trigger)))
    }

    @Test("A mail has a fixed identity, the event's date, and the shop as sender")
    func identity() async throws {
        try await stage.hear(OrderPlaced.example, messageID: Self.messageID)
        let mail = try #require(mailer.sent.first)
        #expect(mail.messageID == "<received.\(OrderID.example)@corner.example>")
        #expect(mail.date == Date(timeIntervalSince1970: Double(0x019A_A4B3_5A80 as Int) / 1000))
        #expect(mail.from.address == "shop@corner.example")
        #expect(mail.to == Mailbox(name: "Zoë Müller", address: "zoe@example.com"))
        #expect(mail.text.contains("The Corner Shop"))
        #expect(throws: Never.self) { try rfc5322(mail) }
    }

    @Test("One mail per kind, whatever is heard again")
    func once() async throws {
        for _ in 1...2 {
            try await stage.hear(OrderPlaced.example)
            try await stage.hear(OrderConfirmed.example)
        }
        #expect(mailer.sent.map(\.subject).count == 2)
        #expect(try await stage.rows(Self.mails) == ["confirmed sent ", "received sent "])
        #expect(
            try await stage.rows(Self.addressees) == [
                "0 Zoë Müller zoe@example.com 2500 EUR 2 1250 product_1"
            ])
    }

    @Test("News before the addressee are kept, and sent with the first mail")
    func kept() async throws {
        try await stage.hear(ShippingDispatched.example)
        try await stage.hear(OrderCancelRefused.example)
        #expect(mailer.sent.isEmpty)
        #expect(
            try await stage.rows(Self.mails) == [
                "cancel_refused kept the parcel is on its way", "dispatched kept TRK-0001",
            ])
        try await stage.hear(OrderPlaced.example)
        #expect(
            mailer.sent.map { $0.messageID.prefix { $0 != "." } } == [
                "<received", "<dispatched", "<cancel_refused",
            ])
        #expect(mailer.sent[1].text.contains("TRK-0001"))
        #expect(try await stage.rows(Self.mails).allSatisfy { $0.contains(" sent ") })
    }

    @Test("Every kind of mail can be written out", arguments: EmailDomainTests.news.indices)
    func everyKind(index: Int) async throws {
        try await stage.hear(OrderPlaced.example)
        try await stage.hear(EmailDomainTests.news[index])
        #expect(mailer.sent.count == 2)
        for mail in mailer.sent { #expect(throws: Never.self) { try rfc5322(mail) } }
    }

    @Test("order.rejected: told, without a receipt")
    func rejected() async throws {
        try await stage.hear(OrderRejected.example)
        #expect(mailer.sent.first?.text.contains("The reason: the order has no lines.") == true)
        #expect(try await stage.rows(Self.addressees) == ["0 Zoë Müller zoe@example.com - - -"])
    }
}
