import Logging

/// Says the same trouble aloud once, however often it is met while reconnecting; then only at debug level.
struct Complaints {
    /// What was met last; nil since all is well.
    private(set) var last: String?

    mutating func log(_ message: Logger.Message, _ error: any Error, to logger: Logger) {
        let text = String(describing: error)
        logger.log(level: text == last ? .debug : .warning, message, metadata: ["error": "\(text)"])
        last = text
    }
}
