/// Where mail goes, and how. A value; checked by ``SMTPMailer/init(configuration:)``.
public struct SMTPConfiguration: Sendable, Hashable {
    /// How the connection is protected.
    public enum Security: Sendable, Hashable {
        /// Not at all: for a server on this machine or a private network. A password is then sent only to a
        /// loopback address.
        case none
        /// STARTTLS, required: without it, or without a trusted certificate, nothing is sent. With `smtp://`.
        case startTLS
        /// TLS from the first byte. With `smtps://`.
        case tls
    }

    /// `smtp://host:port` or `smtps://host:port`; without a port 25 or 465. No user, password or path.
    public var url: String
    /// How the connection is protected. No default: it is a decision.
    public var security: Security
    /// The user name to log in with. Default: none, no login.
    public var username: String?
    /// The password to log in with; never logged.
    public var password: String?
    /// A PEM file with the certificate authorities to trust instead of the system's. Default: the system's.
    public var caCertificatePath: String?
    /// The longest a whole attempt may take, from looking up the host to the server's last word. Default: 30 s.
    public var timeout: Duration
    /// The name we greet the server with, a host name. Default: `localhost`.
    public var heloName: String
    /// How many mails may be on their way at once, each on a connection of its own; more wait for their turn, and
    /// waiting does not count towards the timeout. Default: 4.
    public var maximumConnections: Int

    /// Makes a configuration with the documented defaults.
    public init(
        url: String, security: Security, username: String? = nil, password: String? = nil,
        caCertificatePath: String? = nil, timeout: Duration = .seconds(30), heloName: String = "localhost",
        maximumConnections: Int = 4
    ) {
        self.url = url
        self.security = security
        self.username = username
        self.password = password
        self.caCertificatePath = caCertificatePath
        self.timeout = timeout
        self.heloName = heloName
        self.maximumConnections = maximumConnections
    }
}

extension SMTPConfiguration: CustomStringConvertible, CustomReflectable {
    /// The configuration without the user name and the password.
    public var description: String {
        "SMTPConfiguration(url: \(shownURL), security: \(security), authenticated: \(username != nil))"
    }

    /// Like ``description``, so that `dump` and `String(reflecting:)` do not show the password either.
    public var customMirror: Mirror {
        Mirror(self, children: ["url": shownURL, "security": security, "authenticated": username != nil])
    }

    /// A URL with a password in it is refused, but it may be printed before that.
    private var shownURL: String { url.contains("@") ? "(not shown)" : url }
}
