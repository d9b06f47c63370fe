internal import Glibc
public import Logging

/// A RabbitMQ of our own: Debian's server as a private node, with its own folder, ports and epmd, that
/// listens on 127.0.0.1 only.
///
/// Nothing of it survives ``stop()``, nor the death of this process: a small watcher holds a pipe to this
/// process and ends the broker when it breaks. Two files in the folder, `broker.pid` and `epmd.pid`, tell
/// what is running. Data stays in the folder: start there again to find it.
public actor PrivateBroker {
    /// The port of plain AMQP; nobody listens there when only TLS is spoken.
    public nonisolated let amqpPort: Int
    /// The port of AMQP over TLS; `nil` when TLS is not spoken.
    public nonisolated let amqpsPort: Int?
    /// The port of the management API and UI.
    public nonisolated let managementPort: Int
    /// The user that may do everything.
    public nonisolated let administratorUser: String
    /// The password of ``administratorUser``.
    public nonisolated let administratorPassword: String

    nonisolated let folder: PrivateBrokerFolder
    private let logger: Logger
    private var epmd: PrivateBrokerProcess?
    private var watcher: PrivateBrokerProcess?
    private var node: PrivateBrokerProcess?

    private init(_ folder: PrivateBrokerFolder, _ logger: Logger) {
        self.folder = folder
        self.logger = logger
        self.amqpPort = folder.ports.amqp
        self.amqpsPort = folder.tls == nil ? nil : folder.ports.amqps
        self.managementPort = folder.ports.management
        self.administratorUser = folder.administrator.user
        self.administratorPassword = folder.administrator.password
    }

    /// Starts a broker and returns when it takes logins and its management API answers.
    ///
    /// - Parameters:
    ///   - directoryPath: Its folder, an absolute path; made if it does not exist.
    ///   - extraConfiguration: Lines for `rabbitmq.conf`.
    ///   - administrator: The administrator of a new broker; `admin` with a random password by default.
    ///   - tls: How it speaks TLS; plain AMQP only when `nil`.
    ///   - timeout: How long it may take.
    /// - Throws: ``PrivateBrokerError``, which quotes the end of the broker's log.
    public static func start(
        in directoryPath: String, extraConfiguration: [String] = [],
        administrator: (user: String, password: String)? = nil, tls: PrivateBrokerTLS? = nil, logger: Logger,
        timeout: Duration = .seconds(90)
    ) async throws -> PrivateBroker {
        let folder = try PrivateBrokerFolder(
            path: directoryPath, ports: try .free(),
            administrator: administrator ?? ("admin", PrivateBrokerFolder.randomPassword()), tls: tls)
        try folder.write(extraConfiguration: extraConfiguration)
        let broker = PrivateBroker(folder, logger)
        do {
            try await broker.begin(timeout)
        } catch {
            await broker.stop()
            throw error
        }
        return broker
    }

    /// `amqp://` URL for a user, the administrator by default. Where only TLS is spoken it is an `amqps://` URL
    /// with the host `localhost`, since librabbitmq compares certificates with names only.
    public nonisolated func amqpURL(
        user: String? = nil, password: String? = nil, vhost: String = "/"
    ) -> String {
        let user = PrivateBrokerFolder.percentEncoded(user ?? administratorUser)
        let password = PrivateBrokerFolder.percentEncoded(password ?? administratorPassword)
        let path = PrivateBrokerFolder.percentEncoded(vhost)
        return folder.hasPlainListener
            ? "amqp://\(user):\(password)@127.0.0.1:\(amqpPort)/\(path)"
            : "amqps://\(user):\(password)@localhost:\(folder.ports.amqps)/\(path)"
    }

    /// Where the management API and UI are, without a slash at the end.
    public nonisolated var managementURL: String { "http://127.0.0.1:\(managementPort)" }

    /// The process of the node (the Erlang VM); `nil` while it does not run.
    public var processIdentifier: Int32? { node.flatMap { $0.hasEnded ? nil : $0.processIdentifier } }

    /// Stops gracefully and starts again, with the same ports and data.
    public func restart() async throws {
        await endNode(gracefully: true)
        try await startAgain()
    }

    /// Ends the node at once, as a power cut would; ``startAgain()`` brings it back.
    public func kill() async { await endNode(gracefully: false) }

    /// Starts a node that was killed, with the same ports and data.
    public func startAgain(timeout: Duration = .seconds(90)) async throws {
        guard processIdentifier == nil else { return }
        try await startNode(timeout)
    }

    /// Freezes the node: connections stay open and, once it has returned, nothing answers.
    public func suspend() async {
        node?.send(SIGSTOP)
        await node?.waitForStandstill(.seconds(10))
    }

    /// Lets a frozen node go on.
    public func resume() { node?.send(SIGCONT) }

    /// Stops everything that was started and waits for its end; at once when there is nothing.
    public func stop() async {
        await endNode(gracefully: true)
        await watcher?.release()
        epmd?.send(SIGTERM)
        if await epmd?.waitForEnd(.seconds(5)) == false { epmd?.send(SIGKILL) }
        _ = await watcher?.waitForEnd(.seconds(5))
        folder.removePidFiles()
        (epmd, watcher) = (nil, nil)
    }

    /// Runs `rabbitmqctl` on this node; what it printed.
    @discardableResult
    public func control(_ arguments: String...) async throws -> String {
        try await PrivateBrokerProcess.output(
            of: [PrivateBrokerFolder.binaries + "/rabbitmqctl", "-q"] + arguments, in: folder)
    }

    private func begin(_ timeout: Duration) async throws {
        let epmd = try await PrivateBrokerProcess.start(folder.epmdCommand, in: folder)
        self.epmd = epmd
        try folder.writePidFile("epmd", epmd.processIdentifier)
        watcher = try await PrivateBrokerProcess.start(folder.watcherCommand, in: folder, holdsInput: true)
        try await startNode(timeout)
    }

    private func startNode(_ timeout: Duration) async throws {
        let began = ContinuousClock.now
        let node = try await PrivateBrokerProcess.start(folder.nodeCommand, in: folder)
        self.node = node
        try folder.writePidFile("broker", node.processIdentifier)
        do {
            try await PrivateBrokerProbe(folder, logger).waitUntilReady(node, until: began + timeout)
        } catch {
            await endNode(gracefully: false)
            throw error
        }
        logger.debug(
            "private broker is up",
            metadata: ["amqp.port": "\(amqpPort)", "process.pid": "\(node.processIdentifier)"])
    }

    private func endNode(gracefully: Bool) async {
        guard let node else { return }
        if gracefully {
            node.send(SIGCONT)
            node.send(SIGTERM)
            if await !node.waitForEnd(.seconds(20)) { node.send(SIGKILL) }
        } else {
            node.send(SIGKILL)
        }
        _ = await node.waitForEnd(.seconds(20))
        self.node = nil
    }
}

/// Why a private broker could not be started or controlled.
public struct PrivateBrokerError: Error, Sendable, CustomStringConvertible {
    /// What happened, with the end of the broker's log where there is one.
    public let description: String

    init(_ message: String, log: String = "") {
        description = log.isEmpty ? message : "\(message); the end of its log:\n\(log)"
    }
}
