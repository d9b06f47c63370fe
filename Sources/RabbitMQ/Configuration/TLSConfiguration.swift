/// How a TLS session is set up. TLS 1.2 is the lowest version taken.
public struct TLSConfiguration: Sendable, Hashable {
    /// The authorities that may have signed the broker's certificate, a PEM file; those of the system
    /// (`/etc/ssl/certs/ca-certificates.crt`) when `nil`.
    public var caCertificatePath: String?
    /// The certificate this process shows, a PEM file. Needs ``keyPath``.
    public var certificatePath: String?
    /// The private key of ``certificatePath``, a PEM file.
    public var keyPath: String?
    /// Whether the broker's certificate must be signed by one of the authorities.
    public var verifyPeer: Bool
    /// Whether the certificate must be for the host connected to. librabbitmq 0.11 compares names only:
    /// a certificate for an IP address never matches.
    public var verifyHost: Bool

    /// A configuration; both checks are on unless switched off.
    public init(
        caCertificatePath: String? = nil, certificatePath: String? = nil, keyPath: String? = nil,
        verifyPeer: Bool = true, verifyHost: Bool = true
    ) {
        self.caCertificatePath = caCertificatePath
        self.certificatePath = certificatePath
        self.keyPath = keyPath
        self.verifyPeer = verifyPeer
        self.verifyHost = verifyHost
    }

    /// Where the authorities are read from.
    var trustedPath: String { caCertificatePath ?? "/etc/ssl/certs/ca-certificates.crt" }
}
