import Logging

/// Writes what swift-log is told to standard error: one whole line a message, secrets blotted out.
struct WorkerLogHandler: LogHandler {
    let label: String
    let service: String
    let format: LogFormat
    let secrets: [String]
    /// Takes a whole line, its end included.
    let write: @Sendable (String) -> Void

    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    init(
        label: String, service: String, format: LogFormat, level: Logger.Level, secrets: [String] = [],
        metadataProvider: Logger.MetadataProvider? = nil,
        write: @escaping @Sendable (String) -> Void = StandardError.write
    ) {
        self.label = label
        self.service = service
        self.format = format
        self.logLevel = level
        self.secrets = secrets
        self.metadataProvider = metadataProvider
        self.write = write
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var all = metadataProvider?.get() ?? [:]
        all.merge(metadata) { $1 }
        all.merge(event.metadata ?? [:]) { $1 }
        if let error = event.error { all["error.message"] = "\(error)" }
        write(
            format.line(
                LogEntry(
                    time: .now, level: event.level, label: label, service: service,
                    message: LogEntry.clean(event.message.description, hiding: secrets),
                    metadata: LogEntry.flatten(all, hiding: secrets))))
    }
}
