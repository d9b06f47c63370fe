import Choreography
import Email
import ShopEvents
import WorkerApplication

/// Writes to customers.
@main struct EmailWorker {
    static func main() async {
        await WorkerApplication.run(
            "email", in: .shop,
            about: "tells customers what becomes of their orders, one mail per kind of news",
            httpPort: 8085, settings: MailSettings.all,
            examples: [
                "SMTP_URL=smtp://mail.example:587 SMTP_USER=shop SMTP_PASSWORD_FILE=/run/secrets/smtp email",
                "email --smtp-url smtp://127.0.0.1:1025 --smtp-security none   (a mail catcher)",
                "email --maildir ./mails",
                "email --mbox ./mails.mbox   (one file, for many mails a second)",
            ]
        ) { settings, logger in
            EmailParticipant(
                mailer: try MailSettings.mailer(from: settings),
                sender: Sender(settings[MailSettings.from]),
                through: .watched(by: logger) + .mailServer(), logger: logger)
        }
    }
}
