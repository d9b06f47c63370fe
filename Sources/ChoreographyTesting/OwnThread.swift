import Foundation
import Glibc

/// For long reckoning: a thread of its own. Swift's pool has one thread for each processor, and whoever keeps them
/// busy holds up everything asynchronous in the process. It gives way to everything else on the machine.
package enum OwnThread {
    /// What the calling thread has had of a processor: by that a hang is told on a busy machine.
    package static func spent() -> Duration {
        var time = timespec()
        // Fails only for a clock that there is not.
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// Runs `body` on a new thread, and waits for it without holding one.
    ///
    /// - Parameter onCancel: called when the waiting task is cancelled, from any thread; `body` has to notice by itself.
    package static func run<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value, onCancel: @Sendable () -> Void = {}
    ) async throws -> Value {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { result in
                Thread.detachNewThread {
                    // Of this thread alone, on Linux (setpriority(2), "C library/kernel differences").
                    _ = setpriority(Int32(PRIO_PROCESS.rawValue), 0, 10)
                    result.resume(with: Result { try body() })
                }
            }
        } onCancel: {
            onCancel()
        }
    }
}
