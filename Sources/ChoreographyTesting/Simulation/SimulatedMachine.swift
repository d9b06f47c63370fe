internal import CSwiftConcurrency
import Choreography
public import Foundation
import Glibc
import Synchronization

/// A machine with one thread on which everything asynchronous runs, one job after the other, in an order that
/// follows from a seed; its clock moves when nothing else is left to do.
///
/// Jobs of one ``SimulatedThread`` keep their order, as on any serial executor; between those, and among the jobs that
/// would go to Swift's thread pool, chance decides at every step, as threads do. So a run shows interleavings that a
/// real machine comes to once in a long while, and shows them again for the same seed.
///
/// What hands work to real threads leaves the machine; it is noticed when it comes back, see ``strays``.
final class SimulatedMachine: Sendable {
    private struct State {
        var queues: [JobQueue] = [JobQueue()]
        /// Those that are not empty.
        var ready: [Int] = []
        var chance: SeededGenerator
        var jobs = 0
        var strays = 0
        var waiting: CheckedContinuation<Void, Never>?
        var isDone = false
    }

    let clock: ManualClock
    private let grain: TimeInterval
    private let state: Mutex<State>

    /// So much can be done at one moment at most.
    private static let stepLimit = 1_000_000

    /// - Parameter grain: time passes in steps of so many seconds, and whoever would wake within one wakes at its end:
    ///   what hardly ever comes at the same moment does so here. 0: each at its own.
    init(seed: UInt64, startingAt start: Date, grain: TimeInterval = 0) {
        clock = ManualClock(start)
        self.grain = grain
        state = Mutex(State(chance: SeededGenerator(seed: seed)))
        GlobalExecutorHook.install()
    }

    /// How many jobs have run.
    var jobs: Int { state.withLock(\.jobs) }

    /// How many jobs came from another thread: then the run cannot be had again.
    var strays: Int { state.withLock(\.strays) }

    /// Another thread of this machine, for what has to stay in order.
    func makeThread() -> SimulatedThread {
        state.withLock { state in
            state.queues.append(JobQueue())
            return SimulatedThread(machine: self, queue: state.queues.count - 1)
        }
    }

    /// Runs `body`, and all that it begins, on a thread of its own, until it has returned. Cancellation stops it where
    /// it is, and what it has begun never ends.
    func run<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        try await OwnThread.run {
            try self.runHere(body).get()
        } onCancel: {
            state.withLock { $0.isDone = true }
        }
    }

    /// Returns when nothing can be done without the clock moving; then ``advance()`` moves it, or nothing goes on.
    func idle() async {
        await withCheckedContinuation { waiting in state.withLock { $0.waiting = waiting } }
    }

    /// Moves the clock to where the next one wakes up.
    ///
    /// - Returns: false when nobody is asleep.
    @discardableResult
    func advance() -> Bool {
        guard let next = clock.nextDeadline else { return false }
        let step = grain > 0 ? (next.timeIntervalSince1970 / grain).rounded(.up) * grain : 0
        clock.advance(to: max(next, Date(timeIntervalSince1970: step)))
        return true
    }

    private func runHere<Value: Sendable>(
        _ body: @escaping @Sendable () async throws -> Value
    ) -> Result<Value, any Error> {
        let outcome = Mutex<Result<Value, any Error>?>(nil)
        GlobalExecutorHook.bind(self)
        defer { GlobalExecutorHook.bind(nil) }
        Task.detached {
            let result: Result<Value, any Error>
            do { result = .success(try await body()) } catch { result = .failure(error) }
            outcome.withLock { $0 = result }
            self.state.withLock { $0.isDone = true }
        }
        var (steps, now) = (0, clock.now())
        while !state.withLock(\.isDone) {
            guard runNext() || wakeWaiting() || advance() else {
                return .failure(SimulationStandstill.idle(now))
            }
            (steps, now) = clock.now() == now ? (steps + 1, now) : (0, clock.now())
            guard steps < Self.stepLimit else { return .failure(SimulationStandstill.busy(now)) }
        }
        return outcome.withLock { $0 } ?? .failure(CancellationError())
    }

    private func runNext() -> Bool {
        guard let (job, thread) = take() else { return false }
        if let thread {
            job.runSynchronously(
                isolatedTo: thread.asUnownedSerialExecutor(), taskExecutor: thread.asUnownedTaskExecutor())
        } else {
            swift_job_run(unsafeBitCast(job, to: UnsafeMutableRawPointer.self), nil, nil)
        }
        return true
    }

    private func wakeWaiting() -> Bool {
        let waiting = state.withLock { $0.waiting.take() }
        waiting?.resume()
        return waiting != nil
    }

    private func take() -> (UnownedJob, SimulatedThread?)? {
        state.withLock { state in
            guard !state.ready.isEmpty else { return nil }
            let place = state.chance.number(below: state.ready.count)
            let queue = state.ready[place]
            // The pool has no order.
            let index = queue == 0 ? state.chance.number(below: state.queues[0].count) : 0
            let job = state.queues[queue].remove(at: index)
            if state.queues[queue].isEmpty { state.ready.swapRemove(at: place) }
            state.jobs += 1
            return job
        }
    }

    /// A job for Swift's thread pool; nil: of that thread.
    fileprivate func add(_ job: UnownedJob, to queue: Int = 0, on thread: SimulatedThread? = nil) {
        let isHere = GlobalExecutorHook.machine === self
        state.withLock { state in
            if !isHere { state.strays += 1 }
            if state.queues[queue].isEmpty { state.ready.append(queue) }
            state.queues[queue].append((job, thread))
        }
    }
}

/// A simulation whose clock moves no more.
public enum SimulationStandstill: Error, Hashable, CustomStringConvertible {
    /// Somebody waits for what never comes.
    case idle(Date)
    /// There is no end of things to do at one and the same moment.
    case busy(Date)

    /// One sentence.
    public var description: String {
        switch self {
        case .idle(let now): "it stands still at \(now): somebody waits for what never comes"
        case .busy(let now): "it turns in circles at \(now): there is always something to do at once"
        }
    }
}

/// One thread of a ``SimulatedMachine``: a serial executor, also for tasks that prefer it.
final class SimulatedThread: SerialExecutor, TaskExecutor {
    private let machine: SimulatedMachine
    private let queue: Int

    fileprivate init(machine: SimulatedMachine, queue: Int) {
        self.machine = machine
        self.queue = queue
    }

    func enqueue(_ job: consuming ExecutorJob) {
        machine.add(UnownedJob(job), to: queue, on: self)
    }
}

/// First in, first out, or anywhere. Removing at the front costs nothing.
private struct JobQueue {
    private var jobs: ArraySlice<(UnownedJob, SimulatedThread?)> = []

    var isEmpty: Bool { jobs.isEmpty }
    var count: Int { jobs.count }

    mutating func append(_ job: (UnownedJob, SimulatedThread?)) { jobs.append(job) }

    /// The job so many behind the first.
    mutating func remove(at offset: Int) -> (UnownedJob, SimulatedThread?) {
        let place = jobs.startIndex + offset
        jobs.swapAt(place, jobs.startIndex)
        return jobs.removeFirst()
    }
}

extension Array {
    fileprivate mutating func swapRemove(at place: Int) {
        swapAt(place, count - 1)
        removeLast()
    }
}

/// Sends the jobs for Swift's thread pool to the machine whose thread they come from; from any other thread they go
/// where they always go. So machines run beside each other and beside everything else in the process.
private enum GlobalExecutorHook {
    private typealias Original = @convention(thin) (UnownedJob) -> Void
    private typealias Hook = @convention(thin) (UnownedJob, Original) -> Void

    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        let status = pthread_key_create(&key, nil)
        precondition(status == 0, "no thread-specific data: \(String(cString: strerror(status)))")
        return key
    }()

    private static let installed: Void = {
        let hook: Hook = { job, original in
            if let machine = GlobalExecutorHook.machine { machine.add(job) } else { original(job) }
        }
        swift_task_enqueueGlobal_hook = unsafeBitCast(hook, to: UnsafeMutableRawPointer.self)
    }()

    /// Once for the process.
    static func install() { installed }

    /// The machine of this thread.
    static var machine: SimulatedMachine? {
        pthread_getspecific(key).map { Unmanaged<SimulatedMachine>.fromOpaque($0).takeUnretainedValue() }
    }

    /// From now on this thread is the machine's, which has to outlive that.
    static func bind(_ machine: SimulatedMachine?) {
        pthread_setspecific(key, machine.map { Unmanaged.passUnretained($0).toOpaque() })
    }
}
