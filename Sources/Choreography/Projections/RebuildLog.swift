/// Which projections a process rebuilds at the moment, and how the last rebuild of each went.
struct RebuildLog {
    private var rebuilds: [String: ProjectionStatus.Rebuild] = [:]

    subscript(name: String) -> ProjectionStatus.Rebuild? { rebuilds[name] }

    /// - Throws: ``AlreadyRebuilding`` while another one of the same projection is running.
    mutating func begin(_ name: String) throws(AlreadyRebuilding) {
        guard rebuilds[name]?.state != .running else { throw AlreadyRebuilding(name: name) }
        rebuilds[name] = .init(state: .running, position: 0, head: 0, error: nil)
    }

    mutating func note(_ reached: ProjectionRebuild.Progress) {
        rebuilds[reached.projection] = .init(
            state: reached.isFinished ? .finished : .running, position: reached.position, head: reached.head,
            error: nil)
    }

    /// Does not concern one whose new view is in place already.
    mutating func fail(_ name: String, _ error: any Error) {
        guard let reached = rebuilds[name], reached.state == .running else { return }
        rebuilds[name] = .init(
            state: .failed, position: reached.position, head: reached.head,
            error: error is CancellationError ? "it was cut off" : String(describing: error))
    }
}
