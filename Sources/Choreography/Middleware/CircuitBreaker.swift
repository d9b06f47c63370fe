import Foundation
import Synchronization

/// Spares an outside system that is down, and the attempts of whatever would ask it in vain.
///
/// Counts transient failures in a row; a permanent ``Failure`` is an answer, and cancelled and postponed calls
/// count as nothing. When they reach the threshold the circuit opens: calls are refused without being made. After
/// a while one call is let through as a probe; what becomes of it closes the circuit, or opens it again. A probe
/// that never ends would block the way, so put a ``Timeout`` inside.
///
/// What it refuses, and the very failure that opens it, is thrown as ``Failure/postponed(_:_:until:)`` of kind
/// ``Failure/Kind/circuitOpen``, so no event loses an attempt to a system that is down, but for those few that
/// found out.
///
/// One per outside system, shared by all that call it: make it once and keep it.
public final class CircuitBreaker: Middleware {
    private struct State {
        var circuit: Circuit
        var cause = ""
    }

    private let name: String
    private let clock: any WorkerClock
    private let state: Mutex<State>

    /// - Parameters:
    ///   - name: of the outside system, for messages: `payment gateway`.
    ///   - failureThreshold: so many transient failures in a row open it.
    ///   - openDuration: how long it then stays open before the next probe.
    public init(
        _ name: String, failureThreshold: Int = 5, openDuration: Duration = .seconds(30),
        clock: any WorkerClock = SystemClock()
    ) {
        self.name = name
        self.clock = clock
        state = Mutex(
            State(circuit: Circuit(failureThreshold: failureThreshold, openFor: openDuration)))
    }

    /// Makes the call if the circuit lets it.
    public func handle<Output: Sendable>(
        _ call: Call, next: nonisolated(nonsending) @escaping @Sendable () async throws -> Output
    ) async throws -> Output {
        let pass = try admit()
        do {
            let output = try await next()
            state.withLock { $0.circuit.answered(pass) }
            return output
        } catch {
            throw judge(error, pass)
        }
    }

    private func admit() throws(Failure) -> Circuit.Pass {
        let now = clock.now()
        let (admission, cause) = state.withLock { ($0.circuit.admit(at: now), $0.cause) }
        switch admission {
        case .admitted(let pass): return pass
        case .refused(let until): throw refusal(until, cause)
        }
    }

    private func judge(_ error: any Error, _ pass: Circuit.Pass) -> any Error {
        let verdict = Verdict(on: error)
        let now = clock.now()
        let cause = ErrorSummary(error).description
        let until: Date? = state.withLock { state in
            switch verdict {
            case .permanent: state.circuit.answered(pass)
            case .cancelled, .postponed: state.circuit.abandoned(pass, at: now)
            case .transient:
                guard let until = state.circuit.failed(pass, at: now) else { return nil }
                state.cause = cause
                return until
            }
            return nil
        }
        return until.map { refusal($0, cause) } ?? error
    }

    private func refusal(_ until: Date, _ cause: String) -> Failure {
        .postponed(
            .circuitOpen,
            "the \(name) is not asked until \(until.formatted(.timestamp)); it failed with \(cause)",
            until: until)
    }
}
