/// Waits until a condition holds, looking every 20 milliseconds.
///
/// - Throws: ``SystemError`` with ``SystemError/Code/timedOut``, naming `what`; whatever `condition` throws.
public func waitUntil(
    _ what: String, timeout: Duration = .seconds(20), isolation: isolated (any Actor)? = #isolation,
    condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + timeout
    while true {
        if try await condition() { return }
        guard ContinuousClock.now < deadline else {
            throw SystemError(.timedOut, "did not happen within \(timeout): \(what)")
        }
        try await Task.sleep(for: .milliseconds(20))
    }
}
