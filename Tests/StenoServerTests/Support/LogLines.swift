// SPDX-License-Identifier: Apache-2.0

import Logging
import Synchronization

/// Keeps what is logged for a look: the level, the message, and the metadata by name.
final class LogLines: Sendable {
    private struct Handler: LogHandler {
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace
        let lines: LogLines

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
            let fields = all.map { " \($0.key)=\($0.value)" }.joined()
            lines.state.withLock { $0.append("\(event.level) \(event.message)\(fields)") }
        }
    }

    private let state = Mutex<[String]>([])

    var all: [String] { state.withLock { $0 } }

    var logger: Logger {
        Logger(label: "test") { _ in Handler(lines: self) }
    }
}
