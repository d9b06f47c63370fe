/// Where the broker is, who logs in, and how long to wait.
public struct ConnectionConfiguration: Sendable, Hashable, CustomStringConvertible,
    CustomDebugStringConvertible, CustomReflectable
{
    /// Name or address of the broker.
    public var host: String
    /// TCP port.
    public var port: Int
    /// Virtual host.
    public var virtualHost: String
    /// User.
    public var username: String
    /// Password. Never shown by ``description``.
    public var password: String
    /// What the connection is called in the broker's management UI.
    public var name: String?
    /// Either side takes the other for dead after twice this time without a sign of life. Whole seconds;
    /// zero switches heartbeats off. The broker may ask for less.
    public var heartbeat: Duration
    /// How long TCP, TLS and login together may take.
    public var connectTimeout: Duration
    /// How long an answer to a request, such as a declaration, may take.
    public var rpcTimeout: Duration
    /// How long the broker may take to confirm a message. A queue that has lost its leader, or a stream that is
    /// not back after a restart, confirms nothing while connection and heartbeats are well; the publisher's channel
    /// ends then, and what is open on it is ``PublishOutcome/unknown(_:)``. Time in which the broker
    /// blocks publishing does not count.
    public var confirmTimeout: Duration
    /// TLS; plain TCP when `nil`.
    public var tls: TLSConfiguration?
    /// Largest frame in bytes, headers and properties included; the broker may ask for less.
    public var frameMax: Int
    /// Longer bodies are refused before they are sent. RabbitMQ's own limit is 128 MiB by default.
    public var maximumBodySize: Int

    /// A configuration for a broker.
    public init(
        host: String = "127.0.0.1", port: Int = 5672, virtualHost: String = "/", username: String = "guest",
        password: String = "guest", name: String? = nil, heartbeat: Duration = .seconds(15),
        connectTimeout: Duration = .seconds(10), rpcTimeout: Duration = .seconds(20),
        confirmTimeout: Duration = .seconds(30), tls: TLSConfiguration? = nil, frameMax: Int = 131_072,
        maximumBodySize: Int = 128 << 20
    ) {
        self.host = host
        self.port = port
        self.virtualHost = virtualHost
        self.username = username
        self.password = password
        self.name = name
        self.heartbeat = heartbeat
        self.connectTimeout = connectTimeout
        self.rpcTimeout = rpcTimeout
        self.confirmTimeout = confirmTimeout
        self.tls = tls
        self.frameMax = frameMax
        self.maximumBodySize = maximumBodySize
    }

    /// The address as a URL without the password.
    public var description: String {
        "\(tls == nil ? "amqp" : "amqps")://\(username)@\(host):\(port)/\(virtualHost == "/" ? "%2f" : virtualHost)"
    }

    /// As ``description``: the password stays out of debug output as well.
    public var debugDescription: String { description }

    /// Nothing to look into: `dump` would show the password.
    public var customMirror: Mirror { Mirror(self, children: [:]) }

    /// Refuses what librabbitmq would cut short or choke on.
    func validate() throws(AMQPError) {
        let texts = [host, virtualHost, username, password, name ?? ""]
        guard texts.allSatisfy({ !$0.utf8.contains(0) }) else {
            throw AMQPError(.invalidArgument, "a connection setting contains a zero byte")
        }
        guard virtualHost.utf8.count <= 255 else {
            throw AMQPError(.invalidArgument, "the virtual host is longer than 255 bytes")
        }
        guard (1...65535).contains(port) else {
            throw AMQPError(.invalidArgument, "\(port) is not a port")
        }
        guard (4096...(1 << 30)).contains(frameMax) else {
            throw AMQPError(.invalidArgument, "a frame of \(frameMax) bytes: AMQP wants at least 4096")
        }
        guard heartbeat >= .zero, heartbeat <= .seconds(65535), connectTimeout > .zero, rpcTimeout > .zero,
            confirmTimeout > .zero
        else {
            throw AMQPError(.invalidArgument, "a time is out of range")
        }
        guard (tls?.certificatePath == nil) == (tls?.keyPath == nil) else {
            throw AMQPError(.invalidArgument, "a client certificate needs its key, and a key its certificate")
        }
    }
}
