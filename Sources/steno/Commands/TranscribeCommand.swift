import ArgumentParser
import AudioInput
import Logging
import ModelStore
import Transcription

/// `steno transcribe`
struct TranscribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transcribe",
        abstract: "Transcribe recordings: WAV, FLAC, Ogg, MP3 and more.",
        discussion: """
            steno transcribe talk.flac
            steno transcribe --format srt --language en talk.flac > talk.srt
            steno transcribe --format json --model tiny.en *.wav > all.json
            steno transcribe --hotword Steno --hotword "rigor mortis:2" talk.flac
            curl -s https://example.com/talk.mp3 | steno transcribe -

            The transcript alone goes to standard output: as text a line for each stretch of speech, with a heading
            for each file when there are several; as json one object, or an array of them.
            """
    )

    @Argument(help: "Recordings; - for one on standard input.")
    var files: [String]

    @OptionGroup var modelOptions: ModelOptions

    @Option(help: "text, json, srt or vtt.")
    var format = TranscriptFormat.text

    @OptionGroup var speech: SpeechOptions

    @OptionGroup var hotWords: HotWordOptions

    @OptionGroup var textRules: TextRuleOptions

    @Flag(help: "Encode windows of 30 s, as openai-whisper does: slower, the measure for accuracy.")
    var fullWindow = false

    func validate() throws {
        guard files.count == 1 || format.takesSeveralFiles else {
            throw ValidationError("--format \(format) takes one file at a time.")
        }
        guard !fullWindow || textRules.parameters.isEmpty else {
            throw ValidationError("--full-window takes no rules about the text, such as --redact.")
        }
        guard files.count(where: { $0 == RecordingInput.standardInput }) < 2 else {
            throw ValidationError("Standard input can be read once; give - once.")
        }
    }

    func run() async throws {
        let hotWords = try hotWords.read()
        let engine = try Engine(
            model: modelOptions.model, in: ModelStore(environment: Environment.variables),
            computeType: modelOptions.computeType, beamSize: modelOptions.beamSize, threads: modelOptions.threads,
            workers: 1,
            logger: Log.logger("steno", level: .warning))
        defer { engine.pool.shutdown() }
        let transcriber = FileTranscriber(
            engine: engine, language: try engine.language(speech.language), task: speech.task,
            hotWords: hotWords, textRules: try textRules.rules(), wordTimes: format != .text)
        try engine.check(task: transcriber.task)
        var transcripts: [FileTranscript] = []
        var failures = 0
        for file in files {
            do {
                transcripts.append(try await transcribe(file, with: transcriber))
            } catch let error as AudioInputError where files.count > 1 {
                // One bad recording must not cost the others.
                Terminal.standardError.writeLine("steno: \(error)")
                failures += 1
            }
        }
        Terminal.standardOutput.write(try format.document(transcripts, asSeveral: files.count > 1))
        if failures > 0 { throw ExitCode.failure }
    }

    private func transcribe(_ file: String, with transcriber: FileTranscriber) async throws -> FileTranscript {
        let input = try RecordingInput(file, name: CommandWords.shownName(of: file))
        let progress = try FileProgress(input)
        defer { progress.finish() }
        return fullWindow
            ? try await transcriber.transcribeFullWindows(input, progress: progress.update)
            : try await transcriber.transcribe(input, progress: progress.update)
    }
}
