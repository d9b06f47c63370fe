/// A worker as it is at the moment.
public struct WorkerState: Sendable, Hashable {
    /// Its process; nil between two runs.
    public let pid: Int32?
    /// Its HTTP door; nil until it has one.
    public let http: String?
    /// How often it was started.
    public let starts: Int
    /// Whether it consumes and publishes.
    public let isReady: Bool
}

/// What happens to the system, for whoever watches it.
public enum SystemNotice: Sendable, Hashable {
    /// Something takes a while: what is done now.
    case progress(String)
    /// Processes of an earlier run were found and ended.
    case endedLeftovers([String])
    /// A worker has a process.
    case workerStarted(String, pid: Int32)
    /// A worker consumes and publishes.
    case workerReady(String)
    /// A worker's process has ended although nobody asked it to; it is started again after `restartIn`.
    case workerDied(String, how: String, restartIn: Duration)
    /// Everything consumes.
    case ready
}
