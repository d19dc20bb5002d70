// SPDX-License-Identifier: Apache-2.0

import Logging

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Writes each log entry as a JSON object: `time`, `level` and `message`, then the metadata by name.
///
/// Numbers of the metadata are numbers, all else is text. Metadata of one of the first three names gets a `_` before it.
struct JSONLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    var logLevel = Logger.Level.info
    private let write: @Sendable (String) -> Void

    /// - Parameter write: gets each line, without its line break.
    init(write: @escaping @Sendable (String) -> Void) {
        self.write = write
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        write(Self.line(event, metadata: all(with: event.metadata ?? [:]), at: Date()))
    }

    private func all(with own: Logger.Metadata) -> Logger.Metadata {
        metadata.merging(metadataProvider?.get() ?? [:]) { $1 }.merging(own) { $1 }
    }

    static func line(_ event: LogEvent, metadata: Logger.Metadata, at time: Date) -> String {
        var fields = [
            ("time", json(time.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))),
            ("level", json(event.level.rawValue)), ("message", json("\(event.message)")),
        ]
        if let error = event.error { fields.append(("error", json("\(error)"))) }
        let taken = Set(fields.map(\.0))
        for (name, value) in metadata.sorted(by: { $0.key < $1.key }) {
            fields.append((taken.contains(name) ? "_\(name)" : name, json(value)))
        }
        return "{" + fields.map { "\(json($0.0)):\($0.1)" }.joined(separator: ",") + "}"
    }

    private static func json(_ value: Logger.Metadata.Value) -> String {
        switch value {
        case .stringConvertible(let number as Int): "\(number)"
        case .stringConvertible(let number as Double) where number.isFinite: "\(number)"
        case .array(let values): "[" + values.map(json).joined(separator: ",") + "]"
        case .dictionary(let values):
            "{" + values.sorted { $0.key < $1.key }.map { "\(json($0.key)):\(json($0.value))" }.joined(separator: ",")
                + "}"
        default: json("\(value)")
        }
    }

    private static func json(_ text: String) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return (try? encoder.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }
}
