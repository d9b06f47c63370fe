import Choreography
import Foundation
import Synchronization

extension Call {
    static let example = Call(
        .prepare, "order.placed", messageID: "m-1", correlationID: "o-1", attempt: 2,
        traceParent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
}

extension Middleware {
    /// Makes the example call.
    func call<Output: Sendable>(
        _ next: nonisolated(nonsending) @escaping @Sendable () async throws -> Output
    ) async throws -> Output {
        try await handle(.example, next: next)
    }
}

extension Failure {
    static let down = Failure.transient(.outsideUnavailable, "the gateway is down")
    static let refused = Failure.permanent("card-unknown", "no such card")
}

/// An error that is no `Failure`, with a person in its text.
struct Unreachable: Error, CustomStringConvertible {
    let description = "zoe@example.com could not be reached"
}

/// Keeps what it is told, in order.
final class Notes: Sendable {
    private let notes = Mutex<[String]>([])
    var all: [String] { notes.withLock(\.self) }
    func add(_ note: String) { notes.withLock { $0.append(note) } }
}
