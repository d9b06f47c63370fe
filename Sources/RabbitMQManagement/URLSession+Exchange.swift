import Dispatch
package import Foundation
import Synchronization

#if canImport(FoundationNetworking)
    package import FoundationNetworking
#endif

extension URLSession {
    /// Sends a request and waits for its whole answer; throws `URLError`, `.cancelled` as soon as the task is cancelled.
    ///
    /// In place of `data(for:)`. On Linux (swift-corelibs-foundation of Swift 6.3) whoever cancels a request just as
    /// it ends may wait for ever: that one waits for the session's queue within the cancellation handler, which runs
    /// under a lock of the task that the queue takes to hand over the answer. Or the process dies: "Trying to access a
    /// behaviour for a task that in not in the registry". So nobody waits for a request that is not wanted any more,
    /// and it is left to its end; only one that takes much longer is cancelled.
    package func exchange(_ request: URLRequest) async throws -> (Data, URLResponse) {
        let exchange = Exchange()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { caller in
                let task = dataTask(with: request) { data, response, error in
                    if let data, let response, error == nil {
                        exchange.end(.success((data, response)))
                    } else {
                        exchange.end(.failure(error ?? URLError(.badServerResponse)))
                    }
                }
                exchange.begin(task, for: caller)
            }
        } onCancel: {
            exchange.abandon()
        }
    }
}

/// A request under way, and who waits for it.
private final class Exchange: Sendable {
    typealias Answer = (Data, URLResponse)

    private struct State {
        var task: URLSessionDataTask?
        var caller: CheckedContinuation<Answer, any Error>?
        var isAbandoned = false
    }

    private let state = Mutex(State())

    func begin(_ task: URLSessionDataTask, for caller: CheckedContinuation<Answer, any Error>) {
        let isAbandoned = state.withLock { state in
            if !state.isAbandoned { (state.task, state.caller) = (task, caller) }
            return state.isAbandoned
        }
        guard !isAbandoned else { return caller.resume(throwing: URLError(.cancelled)) }
        task.resume()
    }

    func end(_ answer: sending Result<Answer, any Error>) {
        let caller = state.withLock { state in
            state.task = nil
            return state.caller.take()
        }
        caller?.resume(with: answer)
    }

    /// The request goes on for a while, far longer than any that has an answer.
    func abandon() {
        let caller = state.withLock { state in
            state.isAbandoned = true
            return state.caller.take()
        }
        guard let caller else { return }
        caller.resume(throwing: URLError(.cancelled))
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(30)) {
            self.state.withLock { $0.task }?.cancel()
        }
    }
}
