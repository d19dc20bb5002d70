// SPDX-License-Identifier: Apache-2.0

import Logging

/// Logs, on standard error.
enum Log {
    /// How a line looks.
    enum Format: String, CaseIterable {
        /// For people.
        case text
        /// A JSON object a line, for programs.
        case json
    }

    /// A logger of its own, so that the process's logging system stays as it is.
    static func logger(_ label: String, level: Logger.Level, format: Format = .text) -> Logger {
        var logger = Logger(label: label) { label in
            switch format {
            case .text: StreamLogHandler.standardError(label: label)
            case .json: JSONLogHandler { Terminal.standardError.writeLine($0) }
            }
        }
        logger.logLevel = level
        return logger
    }
}

extension Logger.Level {
    /// The names to choose from, quietest last.
    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
