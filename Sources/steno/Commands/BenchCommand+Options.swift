// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
public import LoadTest
import Transcription

/// Which server `steno bench` puts a load on.
struct BenchServerOptions: ParsableArguments {
    @Option(help: "The server's address.")
    var url = "ws://127.0.0.1:8765"

    @Option(help: "What it speaks: steno, whisperlive or deepgram.")
    var dialect = LoadDialect.steno

    @Option(help: "The language spoken, such as en or german; left to the server when not given.")
    var language: String?

    @Option(help: "The model to ask for; left to the server when not given.")
    var model: String?

    @OptionGroup var apiKey: ClientKeyOptions

    @Option(help: "The process of the server, to watch; looked for when not given.")
    var serverPid: Int?

    var target: LoadTarget {
        LoadTarget(url: url, dialect: dialect, language: languageSent, model: model, key: apiKey.key)
    }

    /// The language as the server receives it. Deepgram makes something of regions.
    private var languageSent: String? {
        guard dialect != .deepgram, let language else { return language }
        return (try? LanguageTag.code(of: language, among: LanguageTag.allCodes)) ?? nil
    }

    func validate() throws {
        // A misspelt language is found out before the load, not by every stream of it.
        guard let language, dialect != .deepgram || language.lowercased() != "multi" else { return }
        do {
            _ = try LanguageTag.code(of: language, among: LanguageTag.allCodes)
        } catch {
            throw ValidationError(error.description)
        }
    }

    func process() throws -> ServerProcess? {
        try serverPid.map(ServerProcess.init(id:)) ?? ServerProcess.listening(at: url)
    }
}

/// What `steno bench` plays.
struct BenchLoadOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The recordings and their texts.", valueName: "file|folder"))
    var manifest: String

    @Option(help: "Only recordings whose name in the manifest begins so.")
    var only = ""

    @Option(help: "Streams at once; where a search begins.")
    var streams = 1

    @Option(help: "Seconds that each stream plays; the recording that is on is played to its end.")
    var duration = 60.0

    @Option(help: "Seconds of silence after each recording.")
    var pause = 1.0

    @Option(help: "Seconds over which the streams start, one after another.")
    var ramp = 5.0

    @Option(help: "Milliseconds of audio in a message, a multiple of 10.")
    var frameMs = 100

    @Flag(
        help:
            "Ask for the final of each recording at the end of its speech, instead of waiting for the server to notice."
    )
    var flush = false

    @Option(help: "What the order of the recordings follows from.")
    var seed: UInt64 = 1

    func validate() throws {
        guard (1...10_000).contains(streams) else { throw ValidationError("--streams takes a number from 1 to 10000.") }
        guard duration > 0, duration <= 86_400 else { throw ValidationError("--duration takes seconds up to 86400.") }
        guard (0...60).contains(pause) else { throw ValidationError("--pause takes a number from 0 to 60.") }
        guard (0...3_600).contains(ramp) else { throw ValidationError("--ramp takes a number from 0 to 3600.") }
        guard (10...1_000).contains(frameMs), frameMs % 10 == 0 else {
            throw ValidationError("--frame-ms takes a multiple of 10 from 10 to 1000.")
        }
    }

    var settings: LoadSettings {
        var settings = LoadSettings()
        settings.duration = duration
        settings.pause = pause
        settings.ramp = ramp
        settings.frame = Double(frameMs) / 1_000
        settings.flushes = flush
        settings.seed = seed
        return settings
    }
}

/// How `steno bench` looks for the greatest number of streams.
struct BenchSearchOptions: ParsableArguments {
    @Flag(help: "Find how many streams the server keeps up with.")
    var findCapacity = false

    @Option(help: "The most streams to try.")
    var maxStreams = 1_024

    @Option(help: "The greatest median time between partials, in seconds.")
    var limitSpacing = 1.0

    @Option(help: "The greatest 95th percentile of the time to the final, in seconds.")
    var limitFinal = 1.0

    func validate() throws {
        guard (1...10_000).contains(maxStreams) else {
            throw ValidationError("--max-streams takes a number from 1 to 10000.")
        }
        guard limitSpacing > 0 else { throw ValidationError("--limit-spacing takes a number above 0.") }
        guard limitFinal > 0 else { throw ValidationError("--limit-final takes a number above 0.") }
    }

    var limits: LoadLimits {
        var limits = LoadLimits()
        limits.partialSpacing = limitSpacing
        limits.finalLatency = limitFinal
        return limits
    }
}

extension LoadDialect: ExpressibleByArgument {}
