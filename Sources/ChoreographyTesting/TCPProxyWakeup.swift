internal import Glibc

/// Ends the wait of a thread in `poll`: a pipe to itself.
struct TCPProxyWakeup: ~Copyable, Sendable {
    /// Readable once ``signal()`` was called, until ``drain()``.
    let descriptor: Int32
    private let input: Int32

    init() throws(TCPProxyError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw TCPProxyError("no pipe for a proxy")
        }
        (descriptor, input) = (ends[0], ends[1])
        for end in ends { Socket.makeOurs(end) }
    }

    deinit {
        close(descriptor)
        close(input)
    }

    /// Wakes the thread, now or in its next wait. From any thread.
    borrowing func signal() {
        // Fails only when the pipe is full, in which case the thread wakes anyway.
        _ = write(input, [0], 1)
    }

    /// Forgets what was signalled so far.
    borrowing func drain() {
        var bytes = [UInt8](repeating: 0, count: 256)
        while read(descriptor, &bytes, bytes.count) == bytes.count {}
    }
}
