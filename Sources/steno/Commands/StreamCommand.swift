// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AudioInput
import StenoClient
import Transcription

/// `steno stream`
struct StreamCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stream",
        abstract: "Send audio to a server as it is spoken, and show the words as they come.",
        discussion: """
            steno stream talk.flac
            steno stream --speed 4 --language en talk.flac
            arecord -t raw -f S16_LE -r 16000 | steno stream - --encoding s16
            ffmpeg -i rtmp://… -f s16le -ac 1 -ar 16000 - | steno stream - --encoding s16 --json

            On a terminal, words that may still change are dimmed, below the final text. Elsewhere only finals are
            printed, one per line, or all messages with --json. When the connection breaks, the session continues on
            another; meanwhile standard input is recorded, up to an hour of it. Ctrl-C ends the audio and waits for the
            last final; pressed again, it quits.
            """
    )

    @Argument(help: "A recording, or - for raw samples on standard input.")
    var file: String

    @Option(help: "The server's address.")
    var url = "ws://127.0.0.1:8765"

    @Option(help: ArgumentHelp("PEM: the certificates to trust at a wss:// address.", valueName: "file"))
    var caCertificate: String?

    @Option(
        help: "Samples on standard input: f32, s16 or s32, little endian, u8, mulaw or alaw.",
        transform: SampleEncoding.init(argument:))
    var encoding = SampleEncoding.f32

    @Option(help: "Their rate in Hz.")
    var sampleRate = 16_000

    @Option(help: "Their interleaved channels.")
    var channels = 1

    @OptionGroup var apiKey: ClientKeyOptions

    @OptionGroup var speech: SpeechOptions

    @OptionGroup var hotWords: HotWordOptions

    @OptionGroup var textRules: TextRuleOptions

    @Option(help: "How many times faster than real time a recording is sent; 0 for as fast as the server accepts it.")
    var speed = 1.0

    @Option(
        help: ArgumentHelp(
            "Seconds to keep trying when the connection breaks; 0 gives up at once. By default 60, and forever for standard input.",
            valueName: "seconds"))
    var reconnect: Double?

    @Flag(help: "Print every message of the server, a line of JSON each.")
    var json = false

    /// Seconds of speech that are kept while the server is away: a microphone does not wait.
    private static let liveCapacity = 3_600.0

    func validate() throws {
        guard speed >= 0, speed.isFinite else { throw ValidationError("--speed takes a number from 0.") }
        guard (0...86_400).contains(reconnect ?? 0) else {
            throw ValidationError("--reconnect takes a number of seconds from 0 to 86400.")
        }
        guard (8_000...192_000).contains(sampleRate) else {
            throw ValidationError("--sample-rate takes a number from 8000 to 192000.")
        }
        guard (1...32).contains(channels) else { throw ValidationError("--channels takes a number from 1 to 32.") }
    }

    func run() async throws {
        let isPiped = file == "-"
        // The recording is opened first: a wrong name is no reason to open a session.
        let source: any AudioSource =
            isPiped
            ? StandardInputSource()
            : try RecordingSource(
                RecordingInput(file, name: CommandWords.shownName(of: file)), pace: Pace(speed: speed))
        var parameters = [
            ("encoding", isPiped ? encoding.rawValue : SampleEncoding.f32.rawValue),
            ("sample_rate", "\(isPiped ? sampleRate : 16_000)"), ("channels", "\(isPiped ? channels : 1)"),
        ]
        if let language = speech.language {
            // What no model knows may be a language of the server's own; if not, its error says more.
            let choice = try? LanguageChoice(parsing: [language], among: LanguageTag.allCodes)
            parameters.append(("language", choice?.text ?? language))
        }
        if let hotWords = try hotWords.read() { parameters.append(("hotwords", Self.parameter(hotWords))) }
        parameters += textRules.parameters
        if speech.task != .transcribe { parameters.append(("task", speech.task.rawValue)) }
        let stream = StenoStream(
            address: SessionAddress.adding(parameters, to: url),
            headers: apiKey.key.map { [("Authorization", "Bearer \($0)")] } ?? [],
            certificateAuthorities: caCertificate,
            sampleRate: isPiped ? sampleRate : 16_000,
            sampleSize: isPiped ? encoding.bytesPerSample * channels : SampleEncoding.f32.bytesPerSample,
            capacity: isPiped ? Self.liveCapacity : 60,
            policy: ReconnectPolicy(limit: reconnect.map { .seconds($0) } ?? (isPiped ? nil : .seconds(60))))
        let isInteractive = Terminal.standardOutput.isInteractive
        let captions = LiveCaptions(style: json ? .messages : isInteractive ? .terminal : .finals)
        try await Streaming(stream: stream, isLive: isPiped).run(source, showing: captions)
    }

    /// Phrases as the server reads them, a line each.
    private static func parameter(_ hotWords: HotWords) -> String {
        hotWords.phrases.map { "\($0.text.replacing(",", with: " ")):\($0.weight)" }.joined(separator: "\n")
    }
}
