import Choreography
import ChoreographyTesting
import Foundation
import GRDB
import Testing

@testable import Email
@testable import ShopEvents

@Suite("Mail that cannot be sent, and people to be forgotten")
struct EmailTroubleTests {
    private static let mails: SQLRequest<Row> = "SELECT kind, status FROM mails ORDER BY kind"

    private let mailer = RecordingMailer()
    private let stage: ParticipantStage

    init() throws {
        stage = try ParticipantStage(
            EmailParticipant(mailer: mailer, sender: Sender(Mailbox(address: "shop@corner.example"))),
            score: .shop)
    }

    @Test("A mail server that is down: tried again, nothing recorded")
    func transient() async throws {
        mailer.fail(with: MailError(code: .timeout, message: "too slow", isTransient: true))
        let failure = await #expect(throws: Failure.self) { try await stage.hear(OrderPlaced.example) }
        #expect(failure?.isTransient == true)
        #expect(failure?.kind == .outsideUnavailable)
        #expect(try await stage.rows(Self.mails).isEmpty)
        mailer.fail(with: nil)
        try await stage.hear(OrderPlaced.example)
        #expect(try await stage.rows(Self.mails) == ["received sent"])
    }

    @Test("An address that cannot be: recorded, and not tried again", arguments: [true, false])
    func undeliverable(refused: Bool) async throws {
        let code: MailError.Code = refused ? .rejectedRecipient : .invalidAddress
        mailer.fail(with: MailError(code: code, message: "no", isTransient: false, replyCode: 550))
        try await stage.hear(OrderPlaced.example)
        mailer.fail(with: nil)
        try await stage.hear(OrderPlaced.example)
        #expect(mailer.sent.isEmpty)
        #expect(try await stage.rows(Self.mails) == ["received undeliverable"])
        try await stage.hear(OrderConfirmed.example)
        #expect(mailer.sent.count == 1)
    }

    @Test("Our own fault is a dead letter that a replay can mend")
    func ours() async throws {
        mailer.fail(with: MailError(code: .authentication, message: "password", isTransient: false))
        let failure = await #expect(throws: Failure.self) { try await stage.hear(OrderPlaced.example) }
        #expect(failure == .permanent("mail-refused", "authentication: password"))
        #expect(try await stage.rows(Self.mails).isEmpty)
    }

    @Test("A cancelled attempt is no failure")
    func cancelled() async throws {
        mailer.fail(with: MailError(code: .cancelled, message: "stopping", isTransient: true))
        await #expect(throws: CancellationError.self) { try await stage.hear(OrderPlaced.example) }
    }

    @Test("After 90 days the customer is forgotten; what was sent stays on record, later news are not told")
    func forgets() async throws {
        try await stage.hear(OrderPlaced.example, at: Date(timeIntervalSince1970: 0))
        let other = OrderPlaced(
            orderID: OrderID(known: "00000000-0000-7000-8000-000000000002"), customer: .example,
            lines: [.example], currency: .example, total: 2500, shippingAddress: .example,
            paymentToken: "tok", deadline: .example)
        try await stage.hear(other, at: Date(timeIntervalSince1970: 91 * 86_400))
        #expect(try await stage.rows("SELECT order_id FROM addressees") == [other.orderID.text])
        try await stage.hear(ShippingDelivered.example)
        #expect(mailer.sent.count == 2)
        #expect(try await stage.rows(Self.mails) == ["delivered kept", "received sent", "received sent"])
    }

    @Test("A message id that is no UUIDv7 has no time in it")
    func time() {
        #expect(SendingTime.time(of: "019aa4b3-5a80-7000-8000-000000000001") != nil)
        #expect(SendingTime.time(of: "019aa4b3-5a80-4000-8000-000000000001") == nil)
        #expect(SendingTime.time(of: "any-text") == nil)
        #expect(SendingTime.time(of: "ffffffff-ffff-7000-8000-000000000001") == nil)
    }
}
