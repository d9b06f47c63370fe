import Email
import WorkerApplication

/// Where mails go, and from whom they come.
enum MailSettings {
    static let url = Setting<String?>.url(
        "smtp.url", schemes: ["smtp", "smtps"], secret: "smtp.password",
        help: """
            The mail server, as in smtp://mail.example:587 or smtps://mail.example. Without it mails are \
            written into the file MBOX or the folder MAILDIR.
            """)
    static let security = Setting<SMTPConfiguration.Security?>(
        "smtp.security", placeholder: "none|starttls|tls",
        help: """
            How the connection to the mail server is protected. Default: tls with smtps://, none with smtp:// \
            to this machine (a mail catcher), else starttls.
            """, absent: nil, defaultText: nil
    ) { text throws(BadValue) in
        switch text.lowercased() {
        case "none": return SMTPConfiguration.Security.none
        case "starttls": return .startTLS
        case "tls": return .tls
        default: throw BadValue(expected: "one of none, starttls, tls")
        }
    }
    static let user = Setting<String?>.text(
        "smtp.user", placeholder: "NAME", help: "Who logs in to the mail server; without it nobody does.")
    static let password = Setting<String?>.secret("smtp.password", help: "The mail server's password.")
    static let caCertificate = Setting<String?>.text(
        "smtp.ca.certificate", placeholder: "FILE",
        help: "PEM file with the authorities to trust instead of the system's.")
    static let from = Setting<Mailbox>(
        "mail.from", placeholder: "ADDRESS",
        help: "Whom mails come from, and where answers go; as in Shop <shop@example.com>.",
        absent: Mailbox(name: "The shop", address: "shop@localhost"),
        defaultText: "The shop <shop@localhost>",
        convert: mailbox)
    static let maildir = Setting<String?>.text(
        "maildir", placeholder: "FOLDER",
        help: """
            Where mails are written, a file for each, when there is no SMTP_URL and no MBOX. Default: maildir in \
            the data folder.
            """)
    static let mbox = Setting<String?>.text(
        "mbox", placeholder: "FILE",
        help: """
            Where mails are appended, in mbox form, when there is no SMTP_URL: far cheaper than a file for each. \
            Not together with MAILDIR.
            """)

    static let all: [any SettingDeclaration] = [
        url, security, user, password, caCertificate, from, maildir, mbox,
    ]

    /// The mail server, else the file, else the folder.
    static func mailer(from settings: Settings) throws -> any Mailer {
        let file = settings[mbox]
        guard file == nil || settings[maildir] == nil else {
            throw WrongSetting(
                mbox, "--maildir (MAILDIR) is set too; keep one of them")
        }
        do {
            guard let server = settings[url] else {
                if let file { return try MboxMailer(path: file) }
                return try MaildirMailer(path: settings[maildir] ?? settings.dataFolder + "/maildir")
            }
            return try SMTPMailer(
                configuration: SMTPConfiguration(
                    url: server, security: settings[security] ?? .usual(for: server),
                    username: settings[user],
                    password: settings[password], caCertificatePath: settings[caCertificate]))
        } catch {
            throw WrongSetting(error.code != .filesystem ? url : file == nil ? maildir : mbox, error.message)
        }
    }

    /// `shop@example.com` or `Shop <shop@example.com>`.
    private static func mailbox(_ text: String) throws(BadValue) -> Mailbox {
        var (name, address) = (text[..<text.startIndex], text[...])
        if text.last == ">", let bracket = text.lastIndex(of: "<") {
            name = text[..<bracket]
            address = text[text.index(after: bracket)...].dropLast()
            while name.last == " " { name.removeLast() }
            if name.count >= 2, name.first == "\"", name.last == "\"" { name = name.dropFirst().dropLast() }
        }
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts.contains(where: \.isEmpty),
            !text.unicodeScalars.contains(where: { $0.value < 0x20 }),
            !address.contains(where: { $0.isWhitespace || $0 == "<" || $0 == ">" })
        else { throw BadValue(expected: "an address such as shop@example.com or Shop <shop@example.com>") }
        return Mailbox(name: String(name), address: String(address))
    }
}
