// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
import LoadTest

/// What `steno bench --json` writes: how it was measured, and every run.
struct BenchDocument: Encodable {
    struct Run: Encodable {
        var streams: Int
        var report: LoadReport
        /// The limits that were not kept, when capacity was looked for.
        var violations: [String]?
    }

    struct Settings: Encodable {
        var url: String
        var dialect: String
        var language: String?
        var model: String?
        var manifest: String
        var only: String
        var recordings: Int
        var duration: Double
        var pause: Double
        var ramp: Double
        var frame: Double
        var seed: UInt64
    }

    var settings: Settings
    var runs: [Run]
    /// The greatest number of streams within the limits, when it was looked for and found.
    var capacity: Int?

    init(_ command: BenchCommand, recordings: Int, runs: [Run], capacity: Int? = nil) {
        let (server, load) = (command.server, command.load)
        settings = Settings(
            url: server.url, dialect: server.dialect.rawValue, language: server.language, model: server.model,
            manifest: load.manifest, only: load.only, recordings: recordings, duration: load.duration,
            pause: load.pause, ramp: load.ramp, frame: load.settings.frame, seed: load.seed)
        self.runs = runs
        self.capacity = capacity
    }

    func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try OutputFile.write(try encoder.encode(self), to: path)
    }
}
