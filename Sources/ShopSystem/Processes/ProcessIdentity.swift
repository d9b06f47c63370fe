import Glibc

/// A process that cannot be mistaken for another one that got the same number later.
package struct ProcessIdentity: Codable, Sendable, Hashable {
    /// The process id.
    package let pid: Int32
    /// When it was started, in clock ticks since the machine's start.
    package let startTime: UInt64
    /// The file it runs.
    package let executable: String

    /// The process that has this number now; nil when there is none, or when it has ended.
    package static func of(_ pid: Int32) -> ProcessIdentity? {
        guard let fields = ProcFile.statFields(of: pid), let startTime = UInt64(fields[19]) else {
            return nil
        }
        return ProcessIdentity(pid: pid, startTime: startTime, executable: executable(of: pid) ?? "")
    }

    /// Whether it still runs.
    package var isRunning: Bool { Self.of(pid)?.startTime == startTime }

    /// Whether somebody holds it where it is (SIGSTOP).
    package var isStopped: Bool { isRunning && ProcFile.statFields(of: pid)?.first == "T" }

    /// Whether it still runs the same file; one that was built anew in the meantime counts as the same.
    package var isRunningSameFile: Bool { Self.of(pid) == self }

    /// Sends a signal, unless the process has ended.
    package func send(_ signal: Int32) { if isRunning { kill(pid, signal) } }

    /// Asks it to end, and ends it when it has not after `grace`.
    ///
    /// - Returns: whether it ended by itself.
    @discardableResult
    package func end(grace: Duration) async -> Bool {
        // A stopped process would not hear of it.
        send(SIGCONT)
        send(SIGTERM)
        let deadline = ContinuousClock.now + grace
        while isRunning, ContinuousClock.now < deadline { await Self.pause() }
        guard isRunning else { return true }
        send(SIGKILL)
        while isRunning { await Self.pause() }
        return false
    }

    /// Also in a cancelled task, where sleeping returns at once: an end that is waited for must not spin.
    private static func pause() async {
        await Task { try? await Task.sleep(for: .milliseconds(20)) }.value
    }

    private static func executable(of pid: Int32) -> String? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let length = buffer.withUnsafeMutableBytes { space in
            space.bindMemory(to: CChar.self).baseAddress.map { readlink("/proc/\(pid)/exe", $0, space.count) }
                ?? -1
        }
        guard length > 0 else { return nil }
        let path = String(decoding: buffer[..<length], as: UTF8.self)
        let deleted = " (deleted)"
        return path.hasSuffix(deleted) ? String(path.dropLast(deleted.count)) : path
    }
}
