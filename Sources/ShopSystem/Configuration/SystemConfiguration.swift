import Foundation
public import RabbitMQ

/// What a running shop consists of and where it keeps its data.
public struct SystemConfiguration: Sendable, CustomStringConvertible, CustomReflectable {
    /// Which broker carries the events.
    public enum Broker: Sendable {
        /// Our own, on free ports, with its data in the directory.
        case ours
        /// Our own over TLS alone, with an authority of its own: everybody shows a certificate of it.
        case oursOverTLS
        /// One that is there already: its administrator, and the URL of its management API.
        case existing(administrator: ConnectionConfiguration, managementURL: String)
    }

    /// Where the mails go.
    public enum Mail: Sendable {
        /// Into the folder `mail` of the email worker's data.
        case maildir
        /// Into the file `mail.mbox` there, which costs far less.
        case mbox
        /// To a server, as in `smtp://localhost:1025`.
        case server(url: String)
    }

    /// Holds everything: the broker's data, the workers' databases, `run.json`.
    public var directory: String
    /// The folder in which the five worker executables lie.
    public var executables: String
    /// Which broker carries the events.
    public var broker: Broker
    /// The virtual host.
    public var virtualHost: String
    /// How long an order may take to its confirmation; nil: the order worker's own default.
    public var deadline: Duration?
    /// Country codes to which the simulated carrier does not go.
    public var refusedCountries: [String]
    /// How long the simulated gateway takes; nil: the payment worker's own default.
    public var gatewayLatency: Duration?
    /// Where the mails go.
    public var mail: Mail
    /// The port of the order worker's HTTP door on 127.0.0.1; 0: any free one.
    public var orderHTTPPort: Int
    /// Passwords by broker user; those that are missing are made up.
    public var passwords: [String: String]
    /// More environment variables, by worker.
    public var environment: [String: [String: String]]

    /// The defaults suit a development machine; `executables` is where `choreo` itself lies.
    public init(
        directory: String = ".choreo", executables: String, broker: Broker = .ours,
        virtualHost: String = "shop",
        deadline: Duration? = nil, refusedCountries: [String] = [], gatewayLatency: Duration? = nil,
        mail: Mail = .maildir, orderHTTPPort: Int = 0, passwords: [String: String] = [:],
        environment: [String: [String: String]] = [:]
    ) {
        self.directory = directory
        self.executables = executables
        self.broker = broker
        self.virtualHost = virtualHost
        self.deadline = deadline
        self.refusedCountries = refusedCountries
        self.gatewayLatency = gatewayLatency
        self.mail = mail
        self.orderHTTPPort = orderHTTPPort
        self.passwords = passwords
        self.environment = environment
    }
}

extension SystemConfiguration {
    /// The directory, no password.
    public var description: String { "a shop in \(directory)" }

    /// Nothing to look into: the passwords stay out of debug output.
    public var customMirror: Mirror { Mirror(self, children: [:]) }

    /// The same with absolute paths, since workers and broker have working directories of their own.
    var absolute: SystemConfiguration {
        var absolute = self
        absolute.directory = Self.absolute(directory)
        absolute.executables = Self.absolute(executables)
        return absolute
    }

    private static func absolute(_ path: String) -> String {
        URL(fileURLWithPath: path, isDirectory: true).standardizedFileURL.path(percentEncoded: false)
            .trimmingSuffix("/")
    }

    /// The folder of a broker of our own.
    var brokerFolder: String { "\(directory)/broker" }

    /// The folder of the certificates of a broker of our own.
    var certificateFolder: String { "\(directory)/tls" }

    /// The folder of a worker's own data.
    func dataFolder(of worker: String) -> String { "\(directory)/data/\(worker)" }

    /// The folders of all workers' data, by worker.
    var dataFolders: [String: String] {
        Dictionary(uniqueKeysWithValues: RunningSystem.workers.map { ($0, dataFolder(of: $0)) })
    }

    /// The file of a worker's database.
    public func database(of worker: String) -> String { "\(dataFolder(of: worker))/\(worker).sqlite" }

    /// The folder or the file into which the email worker writes its mails; nil: they go to a server.
    public var mails: String? {
        switch mail {
        case .maildir: maildir
        case .mbox: "\(maildir).mbox"
        case .server: nil
        }
    }

    /// The folder into which the email worker writes its mails, unless it is told otherwise.
    public var maildir: String { "\(dataFolder(of: "email"))/mail" }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> String {
        count > suffix.count && hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
