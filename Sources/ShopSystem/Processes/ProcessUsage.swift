import Foundation
import Glibc

/// What a process has used so far, as the kernel tells it in `/proc`.
struct ProcessUsage: Sendable, Hashable {
    /// User and system time.
    var cpuSeconds = 0.0
    /// The most that was resident at once since the start, or since ``resetPeak(of:)``.
    var peakKilobytes = 0

    /// Of a process, and of those that it has started unless told otherwise.
    ///
    /// - Throws: ``SystemError`` when there is no such process.
    static func of(_ pid: Int32, withChildren: Bool = true) throws(SystemError) -> ProcessUsage {
        guard var usage = one(pid) else {
            throw SystemError(.workerFailed, "process \(pid) has ended while it was measured")
        }
        for child in withChildren ? children(of: pid) : [] {
            // One that has just ended is in its parent's times.
            guard let used = try? of(child) else { continue }
            usage.cpuSeconds += used.cpuSeconds
            usage.peakKilobytes += used.peakKilobytes
        }
        return usage
    }

    /// Has the peak begin anew with what is resident now; proc(5), `clear_refs`.
    static func resetPeak(of pid: Int32) {
        // Where the kernel does not allow it, the peak is that of the whole life.
        guard let file = FileHandle(forWritingAtPath: "/proc/\(pid)/clear_refs") else { return }
        try? file.write(contentsOf: Data("5".utf8))
        try? file.close()
    }

    private static func one(_ pid: Int32) -> ProcessUsage? {
        guard let fields = ProcFile.statFields(of: pid),
            let status = SmallFile.read("/proc/\(pid)/status")
        else { return nil }
        // State is field 3, so utime, stime, cutime, cstime (14 to 17) are here 11 to 14.
        let ticks = fields[11...14].compactMap { Double($0) }.reduce(0, +)
        let peak = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        let kilobytes = peak?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
        return ProcessUsage(
            cpuSeconds: ticks / Double(sysconf(Int32(_SC_CLK_TCK))), peakKilobytes: kilobytes ?? 0)
    }

    private static func children(of pid: Int32) -> [Int32] {
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task")) ?? []
        return threads.flatMap { thread in
            (SmallFile.read("/proc/\(pid)/task/\(thread)/children") ?? "").split(separator: " ")
                .compactMap { Int32($0) }
        }
    }
}
