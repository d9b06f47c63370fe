import Synchronization

/// Tells on standard error that something takes a while, and how far it has got.
///
/// On a terminal one line that is overwritten; elsewhere a line every few seconds.
final class Progress: Sendable {
    private let last = Mutex<ContinuousClock.Instant>(.now)

    /// Says `text` if enough time has passed since the last word, so that quick work stays silent.
    func update(_ text: @autoclosure () -> String) {
        let pause: Duration = Terminal.error.isInteractive ? .milliseconds(500) : .seconds(5)
        let isDue = last.withLock { last in
            guard ContinuousClock.now - last >= pause else { return false }
            last = .now
            return true
        }
        guard isDue else { return }
        Terminal.error.write(Terminal.error.isInteractive ? "\r\u{1B}[K\(text())" : "\(text())\n")
    }

    /// Clears the line.
    func end() { if Terminal.error.isInteractive { Terminal.error.write("\r\u{1B}[K") } }
}
