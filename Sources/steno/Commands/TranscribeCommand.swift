// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AudioInput
import Logging
import ModelStore
import SpeakerLabels
import Transcription

/// `steno transcribe`
struct TranscribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transcribe",
        abstract: "Transcribe recordings: WAV, FLAC, Ogg, MP3 and more.",
        discussion: """
            steno transcribe talk.flac
            steno transcribe --to srt,txt --language en interviews/
            steno transcribe --to json --output-dir results *.wav
            steno transcribe --speakers meeting.flac
            steno transcribe --hotword Steno --hotword "rigor mortis:2" talk.flac
            curl -s https://example.com/talk.mp3 | steno transcribe -

            The transcript alone goes to standard output: as text a line for each stretch of speech, as soon as it is
            recognized, with a heading for each file when there are several; as json one object, or an array of them.
            With --to each recording gets files of its own, written as soon as it is done. Recordings that have theirs
            are skipped, so that an interrupted run continues where it stopped.
            """
    )

    @Argument(help: "Recordings, and folders of them; - for one on standard input.")
    var files: [String]

    @OptionGroup var modelOptions: ModelOptions

    @Option(help: "What goes to standard output: text, json, srt or vtt.")
    var format = TranscriptFormat.text

    @OptionGroup var output: OutputOptions

    @OptionGroup var speech: SpeechOptions

    @Option(help: "What was said before, or names to expect; at most 2000 bytes.")
    var prompt: String?

    @OptionGroup var hotWords: HotWordOptions

    @OptionGroup var textRules: TextRuleOptions

    @Option(help: ArgumentHelp("mix, or apart to transcribe each channel separately.", valueName: "mode"))
    var channels = ChannelMode.mix

    @Flag(help: "Tell speakers apart; needs `steno models pull speaker`.")
    var speakers = false

    @OptionGroup var speakerCount: SpeakerCountOptions

    @Flag(help: "Encode windows of 30 s, as openai-whisper does: slower, the measure for accuracy.")
    var fullWindow = false

    func validate() throws {
        guard !fullWindow || textRules.parameters.isEmpty else {
            throw ValidationError("--full-window takes no rules about the text, such as --redact.")
        }
        guard files.count(where: { $0 == RecordingInput.standardInput }) < 2 else {
            throw ValidationError("Standard input can be read once; give - once.")
        }
        guard output.formats == nil || !files.contains(RecordingInput.standardInput) else {
            throw ValidationError("--to needs files, not standard input. Use --format.")
        }
        guard !fullWindow || prompt == nil && channels == .mix else {
            throw ValidationError("--full-window takes neither --prompt nor --channels apart.")
        }
        guard !speakers || channels == .mix && !fullWindow else {
            throw ValidationError(
                channels == .apart
                    ? "With --channels apart each channel is a speaker. Leave out --speakers."
                    : "--full-window gives words no times, which --speakers needs.")
        }
        guard speakers || speakerCount.isAnyNumber else {
            throw ValidationError("--min-speakers and --max-speakers need --speakers.")
        }
        guard prompt?.utf8.count ?? 0 <= Prompt.longest else {
            throw ValidationError("--prompt takes at most \(Prompt.longest) bytes.")
        }
    }

    func run() async throws {
        let (hotWords, rules) = (try hotWords.read(), try textRules.rules())
        let recordings = try RecordingFolder.recordings(files)
        guard output.formats != nil || recordings.count == 1 || format.takesSeveralFiles else {
            throw ValidationError(
                "--format \(format) takes one file at a time. To write a file for each recording, use --to \(format).")
        }
        if let folder = output.folder { try OutputFile.makeFolder(folder) }
        let wordTimes = output.formats.map { $0 != [.text] } ?? (format != .text)
        let run = RecordingsRun(
            recordings: recordings,
            destination: output.formats.map { .files($0, folder: output.folder, overwrite: output.overwrite) }
                ?? .standardOutput(format),
            channels: channels, fullWindow: fullWindow
        ) {
            let store = ModelStore(environment: Environment.variables)
            let speakerEncoder = speakers ? try VoiceEncoder(installedIn: store) : nil
            let engine = try Engine(
                model: modelOptions.model, in: store,
                computeType: modelOptions.computeType, beamSize: modelOptions.beamSize, threads: modelOptions.threads,
                workers: 1,
                logger: Log.logger("steno", level: .warning))
            let transcriber = FileTranscriber(
                engine: engine, language: try engine.language(speech.language), task: speech.task,
                prompt: prompt.flatMap { Prompt($0) }, hotWords: hotWords, textRules: rules,
                wordTimes: wordTimes || speakers,
                speakers: try speakerEncoder.map {
                    RecordingSpeakers(
                        encoder: $0, voiceActivity: engine.voiceActivity, settings: try speakerCount.settings(),
                        isLive: false)
                })
            try engine.check(task: transcriber.task)
            return transcriber
        }
        guard try await run.run() else { throw ExitCode.failure }
    }
}
