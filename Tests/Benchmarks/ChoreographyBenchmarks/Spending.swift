import Benchmark
import Glibc
import Synchronization

/// What the process has spent so far: unlike time on the clock, it is much the same whatever else the machine does.
struct Spending {
    fileprivate let processorTime: Int
    fileprivate let syncs: Int

    fileprivate init() {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        processorTime = time.tv_sec * 1_000_000_000 + time.tv_nsec
        syncs = syncCount.load(ordering: .relaxed)
    }
}

extension BenchmarkMetric {
    /// Nanoseconds of processor time, of all threads.
    static var processorTime: BenchmarkMetric { .custom("processorNanoseconds") }
    /// How often a file was made durable.
    static var syncs: BenchmarkMetric { .custom("syncs", useScalingFactor: false) }
}

extension Benchmark {
    /// From here on it is measured, until ``stop(_:)``.
    func start() -> Spending {
        startMeasurement()
        return Spending()
    }

    /// Up to here it is measured.
    func stop(_ start: Spending) {
        let end = Spending()
        stopMeasurement()
        measurement(.processorTime, end.processorTime - start.processorTime)
        measurement(.syncs, end.syncs - start.syncs)
    }
}

private let syncCount = Atomic(0)

/// Takes the place of the C library's, also for SQLite: the dynamic linker looks into the program first.
@_cdecl("fdatasync")
public func countedSync(_ file: CInt) -> CInt {
    syncCount.add(1, ordering: .relaxed)
    return nextSync(file)
}

/// The C library's, which comes next: what C calls `RTLD_NEXT`.
private let nextSync = unsafeBitCast(
    dlsym(UnsafeMutableRawPointer(bitPattern: -1), "fdatasync"), to: (@convention(c) (CInt) -> CInt).self)
