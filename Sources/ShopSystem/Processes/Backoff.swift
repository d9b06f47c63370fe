/// How long to wait before a worker that died is started again: longer each time, until it has run stably.
struct Backoff: Sendable {
    /// Who ran this long is taken for healthy.
    static let stableAfter = Duration.seconds(30)
    private static let longest = Duration.seconds(15)

    private var next = Duration.milliseconds(200)

    init() {}

    /// The wait after a run of the given length.
    mutating func wait(afterRunOf length: Duration) -> Duration {
        if length >= Self.stableAfter { self = Backoff() }
        defer { next = min(next * 2, Self.longest) }
        return next
    }
}
