import Foundation
import Glibc
import Subprocess

/// Counts how often a process has the disk made to keep what was written: `fsync` and `fdatasync`, as the kernel
/// sees them. Linux' `perf` does it; the process does not notice, but for some 40 ns a system call.
actor SyncCounter {
    private static let events = ["syscalls:sys_enter_fsync", "syscalls:sys_enter_fdatasync"]

    private let target: Int32
    private var perf: ProcessIdentity?
    private var counting: Task<Int?, Never>?
    private var hasEnded = false

    init(_ target: Int32) { self.target = target }

    /// Returns when every call from now on is counted, or nobody can count them: there is no `perf`, or the kernel
    /// does not let us (`kernel.perf_event_paranoid`).
    func begin() async {
        counting = Task { await count() }
        // Without it the figure alone is missing.
        try? await waitUntil("perf watches", timeout: .seconds(10)) { hasEnded || isWatching }
        if !isWatching { counting?.cancel() }
    }

    /// Counts no more.
    ///
    /// - Returns: how many calls there were; nil when nobody could count them.
    func end() async -> Int? {
        perf?.send(SIGINT)
        return await counting?.value
    }

    private func count() async -> Int? {
        var options = PlatformOptions()
        // A Ctrl-C on the terminal reaches us alone.
        options.processGroupID = 0
        let arguments = ["stat", "-x", ",", "--log-fd", "1", "-e", Self.events.joined(separator: ",")]
        let result = try? await Subprocess.run(
            .name("perf"), arguments: Arguments(arguments + ["-p", "\(target)"]),
            environment: .custom(["PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL": "C"]),
            platformOptions: options, input: .none, output: .sequence, error: .discarded
        ) { execution in
            perf = ProcessIdentity.of(execution.processIdentifier.value)
            var lines: [String] = []
            for try await line in execution.standardOutput.strings() { lines.append(line) }
            return Self.sum(lines)
        }
        hasEnded = true
        return result?.closureResult
    }

    /// Of lines as `7,,syscalls:sys_enter_fsync,1383355,100.00,,`; nil unless both events were counted.
    static func sum(_ lines: [String]) -> Int? {
        let counts = lines.compactMap { line -> Int? in
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            guard fields.count > 2, events.contains(String(fields[2])) else { return nil }
            return Int(fields[0])
        }
        return counts.count == events.count ? counts.reduce(0, +) : nil
    }

    /// Whether it has opened each event for each thread.
    private var isWatching: Bool {
        guard let perf else { return false }
        let folder = "/proc/\(perf.pid)/fd"
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let links = files.map {
            try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")
        }
        let threads =
            (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(target)/task"))?.count ?? 1
        return links.count { $0 == "anon_inode:[perf_event]" } >= Self.events.count * threads
    }
}
