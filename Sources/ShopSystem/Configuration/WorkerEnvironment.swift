import RabbitMQ

/// What a worker process is told, all by environment: arguments can be read by any user of the machine.
struct WorkerEnvironment {
    let configuration: SystemConfiguration
    let access: BrokerAccess
    /// Our own environment, of which the workers get what concerns the machine and no setting of ours.
    let inherited: [String: String]
    /// Ports of the broker's host to connect to in place of the broker's own, by worker.
    var detours: [String: Int] = [:]

    private static let kept: Set<String> = [
        "PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "USER", "LD_LIBRARY_PATH", "SWIFT_BACKTRACE",
        "SSL_CERT_FILE", "SSL_CERT_DIR", "ASAN_OPTIONS", "TSAN_OPTIONS",
    ]

    func variables(for worker: String) -> [String: String] {
        var variables = inherited.filter { Self.kept.contains($0.key) }
        variables["AMQP_URL"] = access.url(withoutPasswordOf: worker, port: detours[worker])
        variables["AMQP_PASSWORD"] = access.passwords[worker]
        let tls = access.tls(for: worker)
        variables["AMQP_CA_CERTIFICATE"] = tls?.caCertificatePath
        variables["AMQP_CLIENT_CERTIFICATE"] = tls?.certificatePath
        variables["AMQP_CLIENT_KEY"] = tls?.keyPath
        variables["DATA"] = configuration.dataFolder(of: worker)
        variables["HTTP_PORT"] = "0"
        variables["LOG_FORMAT"] = "text"
        switch worker {
        case "order":
            variables["HTTP_PORT"] = String(configuration.orderHTTPPort)
            variables["DEADLINE"] = configuration.deadline.map(Self.text)
        case "payment":
            variables["GATEWAY_LATENCY"] = configuration.gatewayLatency.map(Self.text)
        case "shipping" where !configuration.refusedCountries.isEmpty:
            variables["REFUSED_COUNTRIES"] = configuration.refusedCountries.joined(separator: ",")
        case "email":
            switch configuration.mail {
            case .maildir: variables["MAILDIR"] = configuration.mails
            case .mbox: variables["MBOX"] = configuration.mails
            case .server(let url): variables["SMTP_URL"] = url
            }
        default: break
        }
        return variables.merging(configuration.environment[worker] ?? [:]) { $1 }
    }

    /// Milliseconds, which the workers read as `1500ms`.
    private static func text(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        return "\(seconds * 1000 + attoseconds / 1_000_000_000_000_000)ms"
    }
}
