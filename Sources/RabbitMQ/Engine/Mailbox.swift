internal import Synchronization

/// Hands bursts of elements from a connection's thread to tasks, without a hop for those who find
/// something there.
final class Mailbox<Element: Sendable>: Sendable {
    /// What a task gets: a burst, the end (`nil`), or why there will be no more.
    typealias Batch = Result<[Element]?, AMQPError>

    private struct State {
        var elements: [Element] = []
        var waiting: [(id: UInt64, continuation: CheckedContinuation<Batch, Never>)] = []
        var end: Batch?
        var nextID: UInt64 = 0
    }

    private let state = Mutex(State())

    /// Adds a burst. Ignored after the end.
    func append(_ burst: [Element]) {
        let waiter = state.withLock { state -> CheckedContinuation<Batch, Never>? in
            guard state.end == nil else { return nil }
            guard state.waiting.isEmpty else { return state.waiting.removeFirst().continuation }
            if state.elements.isEmpty { state.elements = burst } else { state.elements += burst }
            return nil
        }
        waiter?.resume(returning: .success(burst))
    }

    /// No more elements; what is there still comes out. Only the first end counts.
    func finish(_ error: AMQPError?) {
        let end: Batch = error.map { .failure($0) } ?? .success(nil)
        let waiters = state.withLock { state -> [CheckedContinuation<Batch, Never>] in
            guard state.end == nil else { return [] }
            state.end = end
            defer { state.waiting = [] }
            return state.waiting.map(\.continuation)
        }
        for waiter in waiters { waiter.resume(returning: end) }
    }

    /// Everything since the last call, waiting for something if need be; goes on where the caller is. `nil` after the
    /// end, and when the task is cancelled while it waits.
    func next(isolation: isolated (any Actor)? = #isolation) async -> Batch {
        let id = state.withLock { state -> UInt64 in
            state.nextID += 1
            return state.nextID
        }
        return await withTaskCancellationHandler {
            // Makes the closure the caller's, too.
            _ = isolation
            return await withCheckedContinuation { wait(id, $0) }
        } onCancel: {
            cancel(id)
        }
    }

    private func wait(_ id: UInt64, _ continuation: CheckedContinuation<Batch, Never>) {
        let batch = state.withLock { state -> Batch? in
            if !state.elements.isEmpty {
                defer { state.elements = [] }
                return .success(state.elements)
            }
            if let end = state.end { return end }
            // The mark is set before `cancel` is called, so one of the two sees the other.
            if Task.isCancelled { return .success(nil) }
            state.waiting.append((id, continuation))
            return nil
        }
        if let batch { continuation.resume(returning: batch) }
    }

    private func cancel(_ id: UInt64) {
        let waiter = state.withLock { state -> CheckedContinuation<Batch, Never>? in
            guard let place = state.waiting.firstIndex(where: { $0.id == id }) else { return nil }
            return state.waiting.remove(at: place).continuation
        }
        waiter?.resume(returning: .success(nil))
    }
}
