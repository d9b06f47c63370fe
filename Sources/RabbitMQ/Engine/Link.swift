internal import Glibc

/// The way to the broker of an open connection: librabbitmq with its socket.
struct Link: ~Copyable {
    let library: Library
    let socket: Int32
    /// A second descriptor of the socket: librabbitmq may close its own at any time, and the number could
    /// by then belong to somebody else.
    let watchdogDescriptor: Int32

    private init(_ library: consuming Library, socket: Int32, watchdogDescriptor: Int32) {
        self.library = library
        self.socket = socket
        self.watchdogDescriptor = watchdogDescriptor
    }

    /// Connects and logs in; blocks.
    static func open(_ configuration: ConnectionConfiguration) throws(AMQPError) -> Link {
        let properties = try ClientProperties.encoded(connectionName: configuration.name)
        let library = try Library.open(configuration, clientProperties: properties)
        let socket = library.fileDescriptor
        let duplicate = fcntl(socket, F_DUPFD_CLOEXEC, 0)
        guard duplicate >= 0 else {
            throw AMQPError(.resourceExhausted, "no file descriptor", cause: String(cString: strerror(errno)))
        }
        return Link(library, socket: socket, watchdogDescriptor: duplicate)
    }

    deinit { close(watchdogDescriptor) }

    /// How often the thread must look after heartbeats: three times in each interval.
    var pumpInterval: Duration? { library.heartbeat == .zero ? nil : library.heartbeat / 3 }

    /// The largest property list that fits a header frame: 8 bytes frame, 12 bytes header around it.
    var maximumPropertiesSize: Int { library.frameMax - 20 }

    /// The socket to write to. A write may take two heartbeats, or a minute where there are none.
    var watchedSocket: WatchedSocket {
        WatchedSocket(
            descriptor: watchdogDescriptor,
            limit: library.heartbeat == .zero ? .seconds(60) : library.heartbeat * 2)
    }
}
