import Glibc

/// Standard output or standard error, as a person or a machine reads it.
struct Terminal: Sendable {
    private let descriptor: Int32
    /// Whether somebody watches.
    let isInteractive: Bool
    /// Whether colours are wanted and can be shown.
    let hasColour: Bool

    /// Results.
    static let output = Terminal(STDOUT_FILENO)
    /// Progress, warnings, errors.
    static let error = Terminal(STDERR_FILENO)

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        isInteractive = isatty(descriptor) == 1
        let environment = { (name: String) in getenv(name).map { String(cString: $0) } ?? "" }
        hasColour = isInteractive && Self.wantsColour(CommandLine.arguments, environment: environment)
    }

    /// Not with `--no-color`, not with `NO_COLOR` set to anything but nothing, not on a dumb terminal.
    static func wantsColour(_ arguments: [String], environment: (String) -> String) -> Bool {
        !arguments.contains("--no-color") && environment("NO_COLOR").isEmpty && environment("TERM") != "dumb"
    }

    /// `text` in `ink`, where colours are shown.
    func paint(_ text: String, _ ink: Ink) -> String { hasColour ? ink.apply(to: text) : text }

    /// Writes all of it; what nobody reads any more is dropped.
    func write(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR || errno == EAGAIN { continue }
                return
            }
            bytes = bytes.dropFirst(count)
        }
    }

    /// A line about something that is not wrong and still should be mended.
    @Sendable static func warn(_ text: String) {
        error.line("\(error.paint("warning:", .yellow)) \(text)")
    }

    /// Writes a line.
    func line(_ text: String = "") { write(text + "\n") }
}
