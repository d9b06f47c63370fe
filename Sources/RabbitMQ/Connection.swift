internal import Glibc
public import Logging

/// A connection to a RabbitMQ broker.
///
/// It runs on a thread of its own, which sleeps until the socket or a caller has something for it; no
/// caller's thread ever waits in a system call. A connection that has ended stays ended: open a new one.
/// One that nobody holds any more, nor a consumer or publisher of it, is cut without ceremony;
/// ``close()`` says goodbye.
///
/// Use one connection for consuming and another for publishing: a broker in need stops reading from
/// connections that publish.
public actor Connection {
    nonisolated let thread: SerialThread
    private nonisolated let isThreadOurs: Bool
    nonisolated let configuration: ConnectionConfiguration
    nonisolated let logger: Logger
    private nonisolated let noticeStream: AsyncStream<ConnectionNotice>
    let notify: AsyncStream<ConnectionNotice>.Continuation

    var link: Link?
    var router = FrameRouter()
    var channels: [UInt16: Channel] = [:]
    /// Channels that have deliveries to hand over at the end of the turn.
    var withArrivals: [Channel] = []
    var outgoing = OutgoingQueue()
    var writer = WireWriter()
    var isBlocked = false
    /// Channel with the messages that ``get(queue:)`` fetched, which go back when it closes.
    var gettingChannel: UInt16?
    /// Why there is no connection any more.
    var ending: AMQPError?

    /// The connection's thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// What the connection says of its own accord; ends with ``ConnectionNotice/closed(_:)``.
    /// For one reader. The newest 64 are kept until they are read.
    public nonisolated var notices: AsyncStream<ConnectionNotice> { noticeStream }

    private init(
        _ configuration: ConnectionConfiguration, _ shared: SerialThread?, _ logger: Logger
    ) throws(AMQPError) {
        self.configuration = configuration
        self.logger = logger
        if let shared { thread = shared } else { thread = try SerialThread() }
        isThreadOurs = shared == nil
        (noticeStream, notify) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(64))
    }

    deinit {
        notify.finish()
        leaveThread()
    }

    /// Ends the thread, or what it does for this connection.
    nonisolated func leaveThread() {
        if isThreadOurs { thread.stop() } else { thread.removeTurn(of: ObjectIdentifier(self)) }
    }

    /// Connects and logs in. Takes at most about three times `connectTimeout`: for TCP and TLS, for the
    /// login, and for the virtual host.
    public static func open(
        _ configuration: ConnectionConfiguration, logger: Logger
    ) async throws(AMQPError) -> Connection {
        try await open(configuration, on: nil, logger: logger)
    }

    /// As ``open(_:logger:)``, but on `thread`, which does other things as well: for a connection that consumes, since
    /// what it writes is small, and publishing may wait in a write. Connecting, which always waits, has a thread of its
    /// own meanwhile. While the thread is busy elsewhere nothing is read and no heartbeat sent.
    package static func open(
        _ configuration: ConnectionConfiguration, on thread: SerialThread?, logger: Logger
    ) async throws(AMQPError) -> Connection {
        try configuration.validate()
        let connection = try Connection(configuration, thread, logger)
        try await connection.start()
        return connection
    }

    private func start() async throws(AMQPError) {
        let dial = Dial(on: isThreadOurs ? thread : try SerialThread())
        defer { if !isThreadOurs { dial.thread.stop() } }
        do throws(AMQPError) {
            link = try await dial.link(configuration)
        } catch {
            ending = error
            notify.yield(.closed(error))
            notify.finish()
            leaveThread()
            throw error
        }
        // Weakly: the thread must not keep alive what nobody else holds.
        thread.addTurn(of: ObjectIdentifier(self)) { [weak self] in
            self?.assumeIsolated { $0.turn() } ?? PollPlan()
        }
        logger.debug("connected to the broker", metadata: ["amqp.broker": "\(configuration)"])
    }

    /// Runs something on the connection's thread: cheaper than a task, and in the order of the calls.
    nonisolated func submit(_ body: @escaping @Sendable (isolated Connection) -> Void) {
        thread.perform { self.assumeIsolated(body) }
    }
}

/// Opens links on a thread that may wait for them.
private actor Dial {
    nonisolated let thread: SerialThread

    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    init(on thread: SerialThread) { self.thread = thread }

    func link(_ configuration: ConnectionConfiguration) throws(AMQPError) -> sending Link {
        try Link.open(configuration)
    }
}
