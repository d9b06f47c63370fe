internal import Glibc
internal import Synchronization

/// Ends sockets whose threads hang in a write.
///
/// `amqp_basic_publish` of librabbitmq 0.11 can hang when the peer stops reading. The thread that is stuck
/// cannot help itself, so one thread for the whole process shuts the socket down, upon which the write
/// fails. It sleeps for ever while nothing is armed.
final class Watchdog: Sendable {
    static let shared = Watchdog()

    private struct State {
        var armed: [Int32: ContinuousClock.Instant] = [:]
        var isRunning = false
        var sleepsUntil: ContinuousClock.Instant?
    }

    private let state = Mutex(State())
    private let wakeup = try? Wakeup()

    /// From now until ``disarm(_:)`` the socket has this much time.
    ///
    /// The descriptor must stay open until then: hand in a duplicate that librabbitmq does not close.
    func arm(_ socket: Int32, for time: Duration) {
        let deadline = ContinuousClock.now + time
        let wake = state.withLock { state in
            state.armed[socket] = deadline
            if !state.isRunning { state.isRunning = startThread() }
            guard let until = state.sleepsUntil else { return true }
            return until > deadline
        }
        if wake { wakeup?.signal() }
    }

    /// The socket came through.
    func disarm(_ socket: Int32) { state.withLock { _ = $0.armed.removeValue(forKey: socket) } }

    private func startThread() -> Bool {
        var thread = pthread_t()
        let started = pthread_create(&thread, nil, { _ in Watchdog.shared.run() }, nil) == 0
        if started { pthread_detach(thread) }
        return started
    }

    private func run() -> Never {
        while true {
            let next = state.withLock { state -> ContinuousClock.Instant? in
                let now = ContinuousClock.now
                for (socket, deadline) in state.armed where deadline <= now {
                    // Under the lock, so the descriptor is still the one that was armed.
                    shutdown(socket, Int32(SHUT_RDWR))
                    state.armed[socket] = nil
                }
                // Not the deadlines armed and disarmed in between: at most one wake for many bursts.
                state.sleepsUntil = state.armed.values.min()
                return state.sleepsUntil
            }
            wakeup?.wait([PollPlan(timeout: next.map { $0 - .now })])
        }
    }
}
