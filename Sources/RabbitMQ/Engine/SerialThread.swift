internal import Glibc
internal import Synchronization

/// A thread as a serial executor: it runs what is queued, takes a turn if it has been given one (a connection's
/// is to read and to send), and sleeps until there is more to do.
///
/// After ``stop()`` the thread ends as soon as its queue is empty. Whatever is queued later, such as
/// closing a closed connection, runs on a new thread that ends as soon as it has done it, so that no
/// caller ever waits for a thread that has gone.
package final class SerialThread: SerialExecutor {
    private enum Work: Sendable {
        case job(UnownedJob)
        case action(@Sendable () -> Void)
    }

    private struct State: Sendable {
        var work: [Work] = []
        var thread: pthread_t?
        var isSleeping = false
        var isStopping = false
        var turn: (@Sendable () -> PollPlan)?
    }

    /// Nested tables of a hostile peer make librabbitmq recurse: 128 KiB of them need about 8 MiB.
    private static let stackSize = 16 << 20

    private let state = Mutex(State())
    private let wakeup: Wakeup

    /// A thread that has not begun; it does with the first job.
    package init() throws(AMQPError) {
        self.wakeup = try Wakeup()
    }

    /// What to do between jobs; the answer says what to wait for.
    func setTurn(_ turn: @escaping @Sendable () -> PollPlan) { state.withLock { $0.turn = turn } }

    /// Lets the thread end when its queue is empty.
    package func stop() {
        let wake = state.withLock { state in
            state.isStopping = true
            state.turn = nil
            defer { state.isSleeping = false }
            return state.isSleeping
        }
        if wake { wakeup.signal() }
    }

    package func enqueue(_ job: consuming ExecutorJob) { add(.job(UnownedJob(job))) }

    /// Queues an action: cheaper than a task, and in order with the jobs.
    func perform(_ action: @escaping @Sendable () -> Void) { add(.action(action)) }

    package func checkIsolated() {
        precondition(isIsolatingCurrentContext() == true, "not on the connection's thread")
    }

    package func isIsolatingCurrentContext() -> Bool? {
        state.withLock { $0.thread.map { pthread_equal($0, pthread_self()) != 0 } ?? false }
    }

    private func add(_ work: Work) {
        // One write wakes the thread for a whole burst: who finds it awake need not.
        let wake = state.withLock { state in
            state.work.append(work)
            if state.thread == nil { state.thread = start() }
            defer { state.isSleeping = false }
            return state.isSleeping
        }
        if wake { wakeup.signal() }
    }

    private func start() -> pthread_t {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, Self.stackSize)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self).toOpaque()
        let status = pthread_create(
            &thread, &attributes,
            { context in
                guard let context else { return nil }
                Unmanaged<SerialThread>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, context)
        // Without a thread a queued job would never run: nothing that continues would be right.
        precondition(status == 0, "no thread for a connection: \(String(cString: strerror(status)))")
        return thread
    }

    private func run() {
        ignoreBrokenPipes()
        while let work = nextWork() {
            for item in work {
                switch item {
                case .job(let job): job.runSynchronously(on: asUnownedSerialExecutor())
                case .action(let action): action()
                }
            }
            // Asked for only now: the work itself may have set it, and may already wait for what it brings
            // (an optimised build runs the login and the first request as one job).
            let turn = state.withLock { $0.turn }
            sleep(turn?() ?? PollPlan())
        }
    }

    /// What to do next; `nil` when the thread shall end.
    private func nextWork() -> [Work]? {
        state.withLock { state -> [Work]? in
            guard !state.work.isEmpty || !state.isStopping else {
                state.thread = nil
                return nil
            }
            defer { state.work = [] }
            return state.work
        }
    }

    private func sleep(_ plan: PollPlan) {
        guard plan.timeout != .zero else { return }
        let canSleep = state.withLock { state in
            state.isSleeping = state.work.isEmpty && !state.isStopping
            return state.isSleeping
        }
        guard canSleep else { return }
        wakeup.wait(plan)
        state.withLock { $0.isSleeping = false }
    }

    /// OpenSSL writes without `MSG_NOSIGNAL`; a broken pipe is an error to report, not to die of.
    private func ignoreBrokenPipes() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}
