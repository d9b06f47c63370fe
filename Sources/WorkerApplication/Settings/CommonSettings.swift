import RabbitMQ

/// What every worker can be told.
struct CommonSettings: Sendable {
    static let defaultDataFolder = "./data"

    let amqpURL: Setting<String>
    let amqpPassword = Setting<String?>.secret(
        "amqp.password", help: "The broker user's password; wins over one in the URL.")
    let caCertificate = Setting<String?>.text(
        "amqp.ca.certificate", placeholder: "FILE",
        help: """
            PEM file with the authorities that may have signed the broker's certificate (with amqps). Without it: \
            those of the system.
            """)
    let clientCertificate = Setting<String?>.text(
        "amqp.client.certificate", placeholder: "FILE",
        help: "PEM certificate that this worker shows to a broker that demands one; needs AMQP_CLIENT_KEY.")
    let clientKey = Setting<String?>.text(
        "amqp.client.key", placeholder: "FILE", help: "PEM private key of the client certificate.")
    let heartbeat = Setting<Duration>.duration(
        "amqp.heartbeat", in: .zero ... .seconds(3_600), default: .seconds(15),
        help: """
            A connection without a sign of life for twice this time is taken for broken; whole seconds, 0 for \
            never. The broker may ask for less.
            """)
    let data: Setting<String>
    let initialise = Setting<Bool>.flag(
        "init", sensitivity: .flagOnly,
        help: """
            Begin with an empty database although there has been one here before. Events that were handled \
            before are then handled again when they are replayed.
            """)
    let http: DoorSettings
    let announce = Setting<String?>(
        "announce", placeholder: "FILE",
        help: "Write {\"pid\", \"http\"} there once the HTTP door is open, and remove it at the end.",
        absent: nil, defaultText: nil, sensitivity: .flagOnly
    ) { $0 }
    let logLevel = Setting<String>.choice(
        "log.level", of: ["trace", "debug", "info", "notice", "warning", "error", "critical"],
        default: "info",
        help: "The least important messages to show.")
    let logFormat = Setting<String>.choice(
        "log.format", of: ["auto", "text", "json"], default: "auto",
        help: "How messages look on standard error; auto is text on a terminal and JSON lines elsewhere.")
    let prefetch = Setting<Int>.integer(
        "prefetch", in: 1...65_535, default: 400, help: "How many deliveries may be in hand at a time.")
    let concurrency = Setting<Int>.integer(
        "concurrency", in: 1...4_096, default: 64,
        help: "How many orders may wait for an answer from outside at a time.")
    let maximumBodyBytes = Setting<Int>.integer(
        "max.body.bytes", in: 1_024...(64 << 20), default: 256 << 10,
        help: "Larger messages become dead letters unread.")
    let inboxRetention = Setting<Duration>.duration(
        "inbox.retention", in: .seconds(60) ... .seconds(3_650 * 86_400), default: .seconds(30 * 86_400),
        help: """
            How long handled messages are remembered, so that a repetition has no effect; at least the span of \
            the retries (about 5 minutes) plus the dead-letter retention.
            """)
    let deadLetterRetention = Setting<Duration>.duration(
        "dead.letter.retention", in: .seconds(1) ... .seconds(3_650 * 86_400), default: .seconds(14 * 86_400),
        help: "How long after its first failure a dead letter may be replayed; later replays are refused.")
    let drainTimeout = Setting<Duration>.duration(
        "drain.timeout", in: .zero ... .seconds(3_600), default: .seconds(10),
        help: "How long a shutdown may take to finish what is in hand.")

    let maximumOutboxAge = Setting<Duration>.duration(
        "outbox.max.age", in: .seconds(1) ... .seconds(86_400), default: .seconds(60),
        help: "The worker is not ready while something that it said has waited for longer to be published.")
    let telemetry: TelemetrySettings

    init(participant: String, choreography: String, httpPort: Int) {
        amqpURL = .url(
            "amqp.url", schemes: ["amqp", "amqps"], secret: "amqp.password",
            default: "amqp://\(participant)@127.0.0.1:5672/\(choreography)",
            help: """
                The broker, the user and the virtual host; amqps for TLS, by a host name (no address) that is in \
                the broker's certificate.
                """)
        data = .text(
            "data", default: Self.defaultDataFolder, placeholder: "FOLDER",
            help: "Where the database \(participant).sqlite lives; made if missing.")
        http = DoorSettings(port: httpPort)
        telemetry = TelemetrySettings(serviceName: participant)
    }

    var broker: [any SettingDeclaration] {
        [
            amqpURL, amqpPassword, caCertificate, clientCertificate, clientKey, heartbeat, prefetch,
            concurrency, maximumBodyBytes,
        ]
    }

    var process: [any SettingDeclaration] {
        [
            data, initialise, inboxRetention, deadLetterRetention, maximumOutboxAge, announce, logLevel,
            logFormat, drainTimeout,
        ]
    }
}
