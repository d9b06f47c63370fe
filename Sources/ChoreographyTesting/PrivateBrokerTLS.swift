/// How a private broker speaks TLS, 1.2 or later.
public struct PrivateBrokerTLS: Sendable, Hashable {
    /// Whose client certificates the broker accepts, a PEM file.
    public var caCertificatePath: String
    /// The certificate that the broker shows, a PEM file. Make it for the name `localhost`.
    public var certificatePath: String
    /// The key of ``certificatePath``, a PEM file.
    public var keyPath: String
    /// Whether a client without a certificate of the authority is turned away.
    public var demandsClientCertificate: Bool
    /// Whether plain AMQP is spoken as well, on a port of its own.
    public var hasPlainListener: Bool

    /// TLS with these files; client certificates are demanded, and plain AMQP is not spoken unless asked for.
    public init(
        caCertificatePath: String, certificatePath: String, keyPath: String,
        demandsClientCertificate: Bool = true, hasPlainListener: Bool = false
    ) {
        self.caCertificatePath = caCertificatePath
        self.certificatePath = certificatePath
        self.keyPath = keyPath
        self.demandsClientCertificate = demandsClientCertificate
        self.hasPlainListener = hasPlainListener
    }

    /// The lines of `rabbitmq.conf` (https://www.rabbitmq.com/docs/ssl).
    func lines(port: Int) -> [String] {
        [
            "listeners.ssl.1 = 127.0.0.1:\(port)", "ssl_options.cacertfile = \(caCertificatePath)",
            "ssl_options.certfile = \(certificatePath)", "ssl_options.keyfile = \(keyPath)",
            "ssl_options.versions.1 = tlsv1.3", "ssl_options.versions.2 = tlsv1.2",
            "ssl_options.verify = \(demandsClientCertificate ? "verify_peer" : "verify_none")",
            "ssl_options.fail_if_no_peer_cert = \(demandsClientCertificate)",
        ] + (hasPlainListener ? [] : ["listeners.tcp = none"])
    }
}
