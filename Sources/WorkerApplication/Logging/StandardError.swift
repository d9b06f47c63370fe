import Glibc
import Synchronization

/// Standard error, one whole piece at a time.
enum StandardError {
    private static let turn = Mutex(())

    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Writes all of `text` before anybody else's turn; gives up when nobody reads any more.
    @Sendable static func write(_ text: String) {
        turn.withLock { _ in
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
                if count >= 0 {
                    rest = rest.dropFirst(count)
                } else if errno == EAGAIN {
                    // Whoever shares the pipe with us made it non-blocking; wait for room.
                    var room = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
                    poll(&room, 1, 1_000)
                } else if errno != EINTR {
                    return
                }
            }
        }
    }
}
