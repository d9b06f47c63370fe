import Logging
import Synchronization

/// What was logged, for tests of what a person gets to read about something that is soon over.
final class LogRecord: Sendable {
    private let lines = Mutex<[String]>([])

    func contains(_ words: String...) -> Bool {
        lines.withLock { lines in lines.contains { line in words.allSatisfy { line.contains($0) } } }
    }

    func add(_ line: String) { lines.withLock { $0.append(line) } }

    var logger: Logger { Logger(label: "record") { _ in Handler(record: self) } }

    private struct Handler: LogHandler {
        let record: LogRecord
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.info

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            record.add("\(event.level): \(event.message) \(event.metadata ?? [:])")
        }
    }
}
