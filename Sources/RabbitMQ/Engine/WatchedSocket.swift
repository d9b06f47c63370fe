internal import Glibc

/// A connection's socket for the time of a write: the watchdog looks after it, and several frames leave together.
struct WatchedSocket {
    /// A second descriptor of the socket, which librabbitmq does not close.
    let descriptor: Int32
    /// How long a write may take before the watchdog ends it.
    let limit: Duration

    /// Runs `body`, which writes to the socket.
    ///
    /// - Parameter isBurst: Whether it writes more than one frame, each of which is a `send` of librabbitmq's: they
    ///   leave in as few segments as possible, the last of them when `body` ends, however it ends.
    func write<T>(isBurst: Bool, _ body: () throws(AMQPError) -> T) throws(AMQPError) -> T {
        Watchdog.shared.arm(descriptor, for: limit)
        defer { Watchdog.shared.disarm(descriptor) }
        if isBurst { setCork(1) }
        // Lets go of what is held back. While the watchdog still looks, although this never waits.
        defer { if isBurst { setCork(0) } }
        return try body()
    }

    /// Failing costs a few segments more and is not worth a word.
    private func setCork(_ value: Int32) {
        var value = value
        setsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_CORK, &value, socklen_t(MemoryLayout.size(ofValue: value)))
    }
}
