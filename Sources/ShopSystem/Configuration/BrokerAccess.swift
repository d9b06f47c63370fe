public import RabbitMQ

/// Where the broker of a running shop is, and as whom one may log in.
public struct BrokerAccess: Sendable, CustomStringConvertible, CustomReflectable {
    /// Host, port, virtual host and TLS, without a user.
    public let endpoint: ConnectionConfiguration
    /// The passwords of all broker users that we know.
    public let passwords: [String: String]
    /// The management API, with the administrator's credentials in it.
    public let managementURL: String
    /// TLS by user, where each shows a certificate of its own; the others have the endpoint's.
    public let certificates: [String: TLSConfiguration]

    /// Access to a broker.
    public init(
        endpoint: ConnectionConfiguration, passwords: [String: String], managementURL: String,
        certificates: [String: TLSConfiguration] = [:]
    ) {
        self.endpoint = endpoint
        self.passwords = passwords
        self.managementURL = managementURL
        self.certificates = certificates
    }

    /// The address and the users, no password.
    public var description: String { "\(endpoint) for \(passwords.keys.sorted().joined(separator: ", "))" }

    /// Nothing to look into: the passwords stay out of debug output.
    public var customMirror: Mirror { Mirror(self, children: [:]) }

    /// How `user` logs in; nil for a user we have no password of.
    public func configuration(for user: String, name: String? = nil) -> ConnectionConfiguration? {
        guard let password = passwords[user] else { return nil }
        var configuration = endpoint
        configuration.username = user
        configuration.password = password
        configuration.name = name
        configuration.tls = tls(for: user)
        return configuration
    }

    /// The files that `user` needs for TLS; nil where plain AMQP is spoken.
    func tls(for user: String) -> TLSConfiguration? { certificates[user] ?? endpoint.tls }

    /// `amqp://user:password@host:port/vhost` of every user.
    public var urls: [String: String] {
        passwords.mapValues { $0 }.reduce(into: [:]) { urls, entry in
            urls[entry.key] = url(user: entry.key, password: entry.value)
        }
    }

    /// The URL without the password, for a worker's environment; with another port where the way is a detour.
    func url(withoutPasswordOf user: String, port: Int? = nil) -> String {
        url(user: user, password: nil, port: port)
    }

    private func url(user: String, password: String?, port: Int? = nil) -> String {
        let scheme = endpoint.tls == nil ? "amqp" : "amqps"
        let secret = password.map { ":" + PercentEncoding.encode($0) } ?? ""
        let host = endpoint.host.contains(":") ? "[\(endpoint.host)]" : endpoint.host
        let path = PercentEncoding.encode(endpoint.virtualHost)
        return "\(scheme)://\(PercentEncoding.encode(user))\(secret)@\(host):\(port ?? endpoint.port)/\(path)"
    }
}
