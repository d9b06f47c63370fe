internal import CRabbitMQ
internal import Glibc

/// A thread that can be woken while it waits for sockets: `poll` on them and an eventfd.
struct Wakeup: ~Copyable, Sendable {
    private let descriptor: Int32

    init() throws(AMQPError) {
        let descriptor = choreography_eventfd()
        guard descriptor >= 0 else {
            throw AMQPError(.resourceExhausted, "no eventfd", cause: String(cString: strerror(errno)))
        }
        self.descriptor = descriptor
    }

    deinit { Glibc.close(descriptor) }

    /// Wakes the thread, now or in its next wait. From any thread.
    borrowing func signal() {
        // Fails only when the counter is full, in which case the thread wakes anyway.
        _ = eventfd_write(descriptor, 1)
    }

    /// Waits until signalled, until a socket is ready, or for the shortest timeout.
    borrowing func wait(_ plans: [PollPlan]) {
        let timeout = PollPlan(timeout: plans.compactMap(\.timeout).min()).milliseconds
        let count = plans.count + 1
        let isSignalled = withUnsafeTemporaryAllocation(of: pollfd.self, capacity: count) { descriptors in
            descriptors.initializeElement(
                at: 0, to: pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
            for (index, plan) in plans.enumerated() {
                let events = Int16(plan.wantsToWrite ? POLLIN | POLLOUT : POLLIN)
                descriptors.initializeElement(
                    at: index + 1, to: pollfd(fd: plan.socket ?? -1, events: events, revents: 0))
            }
            return poll(descriptors.baseAddress, nfds_t(count), timeout) > 0 && descriptors[0].revents != 0
        }
        if isSignalled {
            var count: eventfd_t = 0
            eventfd_read(descriptor, &count)
        }
    }
}

/// What is to be waited for once there is nothing left to do.
struct PollPlan: Sendable, Equatable {
    /// The socket to watch, if there is a connection.
    var socket: Int32?
    /// Whether there is something to send as soon as the socket takes it.
    var wantsToWrite = false
    /// How long at most; `nil` is for ever, zero not at all.
    var timeout: Duration?

    /// The timeout for `poll`, rounded up so that nothing is looked at too early.
    var milliseconds: Int32 {
        guard let timeout else { return -1 }
        let (seconds, attoseconds) = timeout.components
        let total = seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        return Int32(clamping: max(0, total))
    }
}

/// What a socket is ready for at this moment. One system call, no waiting.
struct SocketReadiness {
    let canRead: Bool
    let canWrite: Bool

    init(_ socket: Int32) {
        var descriptor = pollfd(fd: socket, events: Int16(POLLIN | POLLOUT), revents: 0)
        _ = poll(&descriptor, 1, 0)
        // Errors and hang-ups count as both: the next call on the socket says what is wrong.
        let broken = Int32(descriptor.revents) & (POLLERR | POLLHUP | POLLNVAL) != 0
        canRead = broken || Int32(descriptor.revents) & POLLIN != 0
        canWrite = broken || Int32(descriptor.revents) & POLLOUT != 0
    }
}
