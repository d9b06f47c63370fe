import Foundation

/// The circuit breaker's state machine, without clock and lock.
///
/// Closed: calls pass; enough transient failures in a row open it. Open: no call passes until a moment. Half-open:
/// one call passes as a probe, whose outcome closes or opens it.
struct Circuit: Sendable, Hashable {
    /// Lets one call through. Belongs to the stretch of time in which it was given: what a call of an earlier
    /// stretch brings tells nothing about now.
    struct Pass: Sendable, Hashable {
        fileprivate let era: Int
    }

    enum Admission: Sendable, Hashable {
        case admitted(Pass)
        case refused(until: Date)
    }

    private enum Position: Hashable {
        case closed(failures: Int)
        case open(until: Date)
        case halfOpen
    }

    private let failureThreshold: Int
    private let openSeconds: Double
    private var position = Position.closed(failures: 0)
    private var era = 0

    /// How soon the others may ask again while the probe is out: it is likely to have ended by then.
    private static let probeSeconds = 1.0

    init(failureThreshold: Int, openFor duration: Duration) {
        self.failureThreshold = max(1, failureThreshold)
        openSeconds = duration / .seconds(1)
    }

    /// Whether a call may be made at `now`.
    mutating func admit(at now: Date) -> Admission {
        switch position {
        case .closed: return .admitted(Pass(era: era))
        case .open(let until) where until.isDue(at: now):
            move(to: .halfOpen)
            return .admitted(Pass(era: era))
        case .open(let until):
            // A clock that was set back must not keep it open for longer than it was meant to be.
            let until = min(until, now + openSeconds)
            position = .open(until: until)
            return .refused(until: until)
        case .halfOpen: return .refused(until: now + Self.probeSeconds)
        }
    }

    /// The other side answered, in whichever way.
    mutating func answered(_ pass: Pass) {
        guard pass.era == era else { return }
        if position == .halfOpen { move(to: .closed(failures: 0)) } else { position = .closed(failures: 0) }
    }

    /// The call has failed in a way that may pass.
    ///
    /// - Returns: until when the circuit is open; nil when it is closed even so.
    mutating func failed(_ pass: Pass, at now: Date) -> Date? {
        switch position {
        case .closed(let failures) where pass.era == era:
            guard failures + 1 >= failureThreshold else {
                position = .closed(failures: failures + 1)
                return nil
            }
            return open(at: now)
        case .halfOpen where pass.era == era: return open(at: now)
        // Of the calls that were under way when it opened.
        case .open(let until): return until
        case .halfOpen: return now + Self.probeSeconds
        case .closed: return nil
        }
    }

    /// The call ended without telling anything; the next one is the probe, if this was it.
    mutating func abandoned(_ pass: Pass, at now: Date) {
        if pass.era == era, position == .halfOpen { move(to: .open(until: now)) }
    }

    private mutating func open(at now: Date) -> Date {
        let until = now + openSeconds
        move(to: .open(until: until))
        return until
    }

    private mutating func move(to position: Position) {
        self.position = position
        era += 1
    }
}
