import Choreography
import Foundation
import Logging
import ShopEvents

/// Sends letters, one after the other.
struct Mailroom: Sendable {
    let mailer: any Mailer
    let sender: Sender
    let mailerCalls: [any Middleware]
    let logger: Logger

    /// How each letter ended.
    ///
    /// An address that a server refuses for good, or that is none, is an outcome: nothing that is tried again
    /// could change it. Everything else that is permanent (the content of a mail) is ours to mend, so it makes a
    /// dead letter that can be replayed.
    ///
    /// - Throws: ``Choreography/Failure``.
    func send(
        _ letters: [EmailRules.Letter], about order: OrderID, at date: Date, in call: Call
    ) async throws -> [MailKind: Correspondence.Outcome] {
        var outcomes: [MailKind: Correspondence.Outcome] = [:]
        for letter in letters {
            let mail = Mail(letter, order: order, from: sender, at: date)
            outcomes[letter.news.kind] = try await mailerCalls.handle(call) {
                try await outcome(of: mail, letter.news.kind, order, call)
            }
        }
        return outcomes
    }

    private func outcome(
        of mail: Mail, _ kind: MailKind, _ order: OrderID, _ call: Call
    ) async throws -> Correspondence.Outcome {
        do {
            try await mailer.send(mail)
            return .sent
        } catch {
            return try outcome(of: error, kind, order, call)
        }
    }

    private func outcome(
        of error: MailError, _ kind: MailKind, _ order: OrderID, _ call: Call
    ) throws -> Correspondence.Outcome {
        guard error.code != .cancelled else { throw CancellationError() }
        guard !error.isTransient else { throw Failure.transient(.outsideUnavailable, error.description) }
        guard error.code == .rejectedRecipient || error.code == .invalidAddress else {
            throw Failure.permanent("mail-refused", error.description)
        }
        logger.info(
            "mail undeliverable",
            metadata: [
                "message.id": "\(call.messageID ?? "")", "order.id": "\(order)", "event.type": "\(call.name)",
                "mail.kind": "\(kind.rawValue)", "error": "\(error)",
            ])
        return .undeliverable(reason: Reason(error.description))
    }
}
