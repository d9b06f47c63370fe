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
    private let clock = ManualClock()
    private let stage: ParticipantStage

    init() throws {
        stage = try ParticipantStage(
            EmailParticipant(
                mailer: mailer, sender: Sender(Mailbox(address: "shop@corner.example")),
                through: .mailServer(clock: clock)), score: .shop)
    }

    @Test("A server that no mail gets past is left alone until somebody has mended it; no mail is given up")
    func circuit() async throws {
        let denied = MailError(code: .authentication, message: "password", isTransient: true)
        mailer.fail(with: denied)
        for number in 1...6 {
            let failure = await #expect(throws: Failure.self) { try await stage.hear(OrderPlaced.example) }
            #expect(failure?.retryAt == (number < 5 ? nil : clock.now() + 30))
            if number >= 5 { #expect(failure?.message.contains("authentication: password") == true) }
        }
        mailer.fail(with: nil)
        clock.advance(by: .seconds(30))
        try await stage.hear(OrderPlaced.example)
        #expect(try await stage.rows(Self.mails) == ["received sent"])
    }

    @Test("Addresses that cannot be are answers: the server is well")
    func answers() async throws {
        for number in 1...20 {
            let isDown = number % 4 != 0
            mailer.fail(
                with: isDown
                    ? MailError(code: .connection, message: "down", isTransient: true)
                    : MailError(code: .rejectedRecipient, message: "no", isTransient: false))
            do {
                try await stage.hear(Self.placed(number))
                #expect(!isDown)
            } catch {
                #expect((error as? Failure)?.kind == .outsideUnavailable)
            }
        }
    }

    private static func placed(_ number: Int) -> OrderPlaced {
        OrderPlaced(
            orderID: OrderID(known: "00000000-0000-7000-8000-0000000000\(number + 10)"),
            customer: .example, lines: [.example], currency: .example, total: 2500,
            shippingAddress: .example, paymentToken: "tok", deadline: .example)
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
        mailer.fail(with: MailError(code: .rejected, message: "content", isTransient: false))
        let failure = await #expect(throws: Failure.self) { try await stage.hear(OrderPlaced.example) }
        #expect(failure == .permanent("mail-refused", "rejected: content"))
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
        let other = Self.placed(2)
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
