import Foundation

/// A checked ``SMTPConfiguration`` in the terms libcurl wants.
struct SMTPEndpoint: Sendable {
    let configuration: SMTPConfiguration
    /// `scheme://host:port/helo-name`.
    let url: String
    /// `host:port`, for messages.
    let server: String
    let timeoutMilliseconds: Int

    init(_ configuration: SMTPConfiguration) throws(MailError) {
        func wrong(_ message: String) -> MailError { .invalid(.configuration, message) }
        guard let parts = URLComponents(string: configuration.url), let scheme = parts.scheme?.lowercased(),
            scheme == "smtp" || scheme == "smtps", let host = parts.host, !host.isEmpty,
            parts.user == nil, parts.password == nil, parts.path.isEmpty || parts.path == "/",
            parts.query == nil, parts.fragment == nil, parts.port.map((1...65535).contains) ?? true
        else {
            throw wrong("the mail server is not smtp://host:port or smtps://host:port without user and path")
        }
        guard (scheme == "smtps") == (configuration.security == .tls) else {
            throw wrong(
                "the mail server's URL and security disagree: smtps:// goes with tls, smtp:// does not")
        }
        guard (configuration.username == nil) == (configuration.password == nil) else {
            throw wrong("the mail server's user name and password must be given together")
        }
        guard
            configuration.username == nil || configuration.security != .none || Self.isThisMachine(host)
        else {
            throw wrong("a password would cross the network in the clear; use startTLS or tls")
        }
        guard MailValidation.isHostName(configuration.heloName.utf8) else {
            throw wrong("the name to greet the mail server with is not a host name")
        }
        let (seconds, attoseconds) = configuration.timeout.components
        guard configuration.timeout > .zero, configuration.timeout <= .seconds(86_400),
            configuration.maximumConnections > 0
        else { throw wrong("the mail timeout must be up to a day, and the connections at least one") }
        self.configuration = configuration
        server = host + ":" + String(parts.port ?? (scheme == "smtps" ? 465 : 25))
        url = "\(scheme)://\(server)/\(configuration.heloName)"
        timeoutMilliseconds = max(1, Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
    }

    static func isThisMachine(_ host: String) -> Bool {
        ["localhost", "127.0.0.1", "[::1]", "::1"].contains(host.lowercased())
    }
}

extension SMTPConfiguration.Security {
    /// What is right where nobody chose: TLS with `smtps://`, nothing towards a mail catcher on this machine,
    /// else STARTTLS.
    public static func usual(for url: String) -> Self {
        let parts = URLComponents(string: url)
        if parts?.scheme?.lowercased() == "smtps" { return .tls }
        return parts?.host.map(SMTPEndpoint.isThisMachine) == true ? .none : .startTLS
    }
}
