import Dispatch
package import Foundation
import Synchronization

#if canImport(FoundationNetworking)
    package import FoundationNetworking
#endif

extension URLSession {
    /// Sends a request and waits for its whole answer; throws `URLError`, `.cancelled` when the task is.
    ///
    /// In place of `data(for:)`, which on Linux may stand still for ever when it is cancelled just as the answer comes:
    /// it waits for the session's queue within the cancellation handler, which runs under a lock of the task that the
    /// queue takes to hand over the answer (swift-corelibs-foundation of Swift 6.3, `URLSession.CancelState`).
    package func exchange(_ request: URLRequest) async throws -> (Data, URLResponse) {
        let running = CancellableDataTask()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let task = dataTask(with: request) { data, response, error in
                    if let data, let response, error == nil {
                        continuation.resume(returning: (data, response))
                    } else {
                        continuation.resume(throwing: error ?? URLError(.badServerResponse))
                    }
                }
                task.resume()
                running.begin(task)
            }
        } onCancel: {
            // Elsewhere: whoever holds the lock waits for nobody.
            DispatchQueue.global().async { running.cancel() }
        }
    }
}

/// A request that may be cancelled before it has begun.
private final class CancellableDataTask: Sendable {
    private enum State {
        case waits
        case runs(URLSessionDataTask)
        case isCancelled
    }

    private let state = Mutex(State.waits)

    func begin(_ task: URLSessionDataTask) {
        let isCancelled = state.withLock { state in
            if case .isCancelled = state { return true }
            state = .runs(task)
            return false
        }
        if isCancelled { task.cancel() }
    }

    func cancel() {
        let task: URLSessionDataTask? = state.withLock { state in
            defer { state = .isCancelled }
            if case .runs(let task) = state { return task }
            return nil
        }
        task?.cancel()
    }
}
