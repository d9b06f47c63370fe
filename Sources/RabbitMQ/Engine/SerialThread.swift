internal import Glibc
internal import Synchronization

/// A thread as a serial executor: it runs what is queued, takes a turn for each connection that lives on it (to
/// read and to send), and sleeps until there is more to do.
///
/// Also a task executor: a task that prefers it goes on here as soon as what it waits for is there. Any other is
/// resumed on a thread of Swift's pool, which wakes this one only then, even where all it does is of an actor that
/// lives here.
///
/// After ``stop()`` the thread ends as soon as its queue is empty. Whatever is queued later, such as
/// closing a closed connection, runs on a new thread that ends as soon as it has done it, so that no
/// caller ever waits for a thread that has gone.
package final class SerialThread: SerialExecutor, TaskExecutor {
    private enum Work: Sendable {
        case job(UnownedJob)
        case action(@Sendable () -> Void)
    }

    private struct Turn: Sendable {
        let owner: ObjectIdentifier
        let take: @Sendable () -> PollPlan
    }

    private struct State: Sendable {
        var work: [Work] = []
        var thread: pthread_t?
        var isSleeping = false
        var isStopping = false
        var turns: [Turn] = []
    }

    /// Nested tables of a hostile peer make librabbitmq recurse: 128 KiB of them need about 8 MiB.
    private static let stackSize = 16 << 20
    /// How many times the queue may be emptied before the connections have their turn all the same.
    private static let roundsPerTurn = 8

    private let state = Mutex(State())
    private let wakeup: Wakeup

    /// A thread that has not begun; it does with the first job.
    package init() throws(AMQPError) {
        self.wakeup = try Wakeup()
    }

    /// What to do for `owner` when the queue is empty, and now and then while it is not; the answer says what to
    /// wait for.
    func addTurn(of owner: ObjectIdentifier, _ turn: @escaping @Sendable () -> PollPlan) {
        state.withLock { $0.turns.append(Turn(owner: owner, take: turn)) }
    }

    /// Takes no more turns for `owner`, and waits for its socket no more.
    func removeTurn(of owner: ObjectIdentifier) {
        change { state in state.turns.removeAll { $0.owner == owner } }
    }

    /// Lets the thread end when its queue is empty.
    package func stop() {
        change { state in
            state.isStopping = true
            state.turns = []
        }
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
        change { state in
            state.work.append(work)
            if state.thread == nil { state.thread = start() }
        }
    }

    /// Changes what the thread does next. One write wakes it for a whole burst: who finds it awake need not.
    private func change(_ body: (inout State) -> Void) {
        let wake = state.withLock { state in
            body(&state)
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
        var rounds = 0
        while let work = nextWork() {
            for item in work {
                switch item {
                case .job(let job):
                    job.runSynchronously(
                        isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
                case .action(let action): action()
                }
            }
            rounds += 1
            // Asked for only now: the work itself may have added one, and may already wait for what it brings
            // (an optimised build runs the login and the first request as one job).
            guard let turns = dueTurns(after: rounds) else { continue }
            rounds = 0
            sleep(turns.map { $0.take() })
        }
    }

    /// The turns to take, `nil` while there is work that comes first: each is some system calls, so there is none
    /// between jobs that lead to each other.
    private func dueTurns(after rounds: Int) -> [Turn]? {
        state.withLock { state in
            state.work.isEmpty || rounds >= Self.roundsPerTurn ? state.turns : nil
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

    private func sleep(_ plans: [PollPlan]) {
        guard !plans.contains(where: { $0.timeout == .zero }) else { return }
        let canSleep = state.withLock { state in
            state.isSleeping = state.work.isEmpty && !state.isStopping
            return state.isSleeping
        }
        guard canSleep else { return }
        wakeup.wait(plans)
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
