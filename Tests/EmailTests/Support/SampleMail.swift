import Email
import Foundation

/// A mail to change for a test. The recipient's address must never turn up in an error.
func sampleMail(_ change: (inout Mail) -> Void = { _ in }) -> Mail {
    var mail = Mail(
        messageID: "<confirmed.7d3f@shop.example>",
        from: Mailbox(name: "The Shop", address: "orders@shop.example"),
        to: Mailbox(name: "Zoë Müller", address: "zoe@example.com"),
        subject: "Zoë Müller, your order is confirmed",
        text: "Dear Zoë,\n\nyour order is confirmed.\n",
        date: Date(timeIntervalSince1970: 1_795_238_403),
        extraHeaders: [Mail.Header(name: "X-Order-ID", value: "7d3f")])
    change(&mail)
    return mail
}

/// What a call throws, or nil.
func error(of body: () async throws -> Void) async -> MailError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? MailError
    }
}
