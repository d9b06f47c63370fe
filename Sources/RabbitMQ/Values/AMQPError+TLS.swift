/// What OpenSSL says when a TLS session does not come about.
struct TLSTrouble: Hashable {
    /// What is wrong with the peer's certificate: an `X509_V_ERR_...` of OpenSSL's `x509_vfy.h`; 0 if nothing.
    var verification: Int32 = 0
    /// An `SSL_R_...` of its `sslerr.h`, where the alerts of RFC 8446, 6 begin at 1000; 0 for another kind.
    var reason: Int32 = 0
    var text: String?

    static let notYetValid: Int32 = 9
    static let expired: Int32 = 10
    /// No chain from the certificate to an authority that is known.
    static let unknownAuthority: Set<Int32> = [2, 7, 18, 19, 20, 21]
    static let wrongVersionNumber: Int32 = 267
    /// The alerts 42 to 49 and 116: what the peer does not like about our certificate.
    static let refusedCertificate: Set<Int32> = [1042, 1043, 1044, 1045, 1046, 1048, 1049, 1116]
    static let certificateRequired: Int32 = 1116
}

extension AMQPError {
    /// The error for a handshake that failed; nil when OpenSSL has nothing to do with it.
    init?(
        handshakeWith configuration: ConnectionConfiguration, _ trouble: [TLSTrouble],
        _ isForAnotherHost: Bool
    ) {
        let peer = "\(configuration.host):\(configuration.port)"
        if isForAnotherHost {
            self.init(
                .tls,
                """
                the broker's certificate is not for the host \(configuration.host): connect by a name that is in \
                it (an address never matches), or give the broker a certificate for this name
                """)
            return
        }
        guard let first = trouble.first else { return nil }
        if let invalid = trouble.first(where: { $0.verification != 0 }) {
            self.init(.tls, Self.words(invalid, peer: peer, configuration.tls), cause: invalid.text)
        } else if first.reason == TLSTrouble.wrongVersionNumber {
            self.init(
                .tls,
                """
                \(peer) does not answer in TLS: use amqp:// for this port, or amqps:// with the broker's port for \
                TLS, which is 5671 unless set otherwise
                """, cause: first.text)
        } else if trouble.contains(where: { TLSTrouble.refusedCertificate.contains($0.reason) }) {
            self.init(endedAtLogin: configuration, trouble)
        } else {
            self.init(.tls, "no TLS session with \(peer)", cause: first.text)
        }
    }

    private static func words(_ trouble: TLSTrouble, peer: String, _ tls: TLSConfiguration?) -> String {
        switch trouble.verification {
        case TLSTrouble.expired:
            "the broker's certificate at \(peer) has expired: renew it there; if it has not, this clock is wrong"
        case TLSTrouble.notYetValid:
            "the broker's certificate at \(peer) is not valid yet: one of the two clocks is wrong"
        case let number where TLSTrouble.unknownAuthority.contains(number):
            """
            the broker's certificate at \(peer) is not signed by an authority in \(tls?.trustedPath ?? "use"): \
            set the CA file to that of the broker's authority
            """
        default: "the broker's certificate at \(peer) cannot be trusted"
        }
    }

    /// The error for a peer that ends the connection instead of letting us log in or telling why not. With TLS 1.3 it judges our
    /// certificate only after the handshake is over for us, and its alert can get lost on the way.
    init(endedAtLogin configuration: ConnectionConfiguration, _ trouble: [TLSTrouble]) {
        let peer = "\(configuration.host):\(configuration.port)"
        let alert = trouble.first { TLSTrouble.refusedCertificate.contains($0.reason) }
        let cause = (alert ?? trouble.first)?.text
        guard let tls = configuration.tls else {
            self.init(
                .connectionLost,
                "\(peer) ended the connection during the login: if it speaks TLS, use amqps://",
                cause: cause)
            return
        }
        let likely = alert == nil ? "ended the connection during the login; most likely it " : ""
        let message =
            if let certificate = tls.certificatePath, alert?.reason != TLSTrouble.certificateRequired {
                """
                the broker at \(peer) \(likely)does not accept the client certificate \(certificate): use one that \
                is valid and signed by an authority the broker trusts
                """
            } else {
                """
                the broker at \(peer) \(likely)demands a client certificate: set the files of one that it accepts \
                and of its key
                """
            }
        self.init(.tls, message, isTransient: alert == nil, cause: cause)
    }
}
