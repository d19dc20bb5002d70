import Logging

/// Logs, on standard error.
enum Log {
    /// A logger of its own, so that the process's logging system stays as it is.
    static func logger(_ label: String, level: Logger.Level) -> Logger {
        var logger = Logger(label: label) { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = level
        return logger
    }
}

extension Logger.Level {
    /// The names to choose from, quietest last.
    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
