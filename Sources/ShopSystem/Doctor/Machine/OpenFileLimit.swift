import Glibc

/// Workers hold connections, databases and, at the order's door, a socket for each customer.
struct OpenFileLimit: MachineCheck {
    static let identifier = "open-files"
    /// How many files a process may open; what the machine says unless a test says otherwise.
    var limit = Self.current

    private static let (needed, comfortable): (UInt64, UInt64) = (256, 1024)

    func examine() -> [DoctorFinding] {
        let mend = "ulimit -n 4096 before starting workers, or LimitNOFILE=4096 in their systemd units"
        guard limit >= Self.needed else {
            return [error("a process may open \(limit) files; \(Self.needed) are needed", mend: mend)]
        }
        guard limit >= Self.comfortable else {
            return [
                warning("a process may open \(limit) files; customers at the door need one each", mend: mend)
            ]
        }
        return [fine("a process may open \(limit == .max ? "any number of" : "\(limit)") files")]
    }

    private static var current: UInt64 {
        var limits = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits) == 0 else { return 0 }
        return UInt64(limits.rlim_cur)
    }
}
