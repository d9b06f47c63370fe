internal import Glibc

/// A thread that may wait in system calls.
enum TCPProxyThread {
    private final class Body: Sendable {
        let run: @Sendable (TCPProxyError?) -> Void
        init(_ run: @escaping @Sendable (TCPProxyError?) -> Void) { self.run = run }
    }

    /// Runs `body` on a thread of its own; on this one, with the reason, when there can be no other.
    static func start(_ body: @escaping @Sendable (TCPProxyError?) -> Void) {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(Body(body))
        let status = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run(nil)
                return nil
            }, context.toOpaque())
        if status == 0 {
            pthread_detach(thread)
        } else {
            context.takeRetainedValue().run(TCPProxyError("no thread for a proxy", code: status))
        }
    }
}
