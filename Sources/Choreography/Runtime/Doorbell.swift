/// Wakes one waiting loop; rings that come while it is awake count as one.
struct Doorbell: Sendable {
    let rings: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() { (rings, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    func ring() { continuation.yield() }

    /// The loop ends after what it is doing.
    func finish() { continuation.finish() }
}
