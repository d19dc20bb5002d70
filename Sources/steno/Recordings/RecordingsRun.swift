// SPDX-License-Identifier: Apache-2.0

import AudioInput
import Transcription

/// One call of `steno transcribe`: recording after recording, each result written as soon as it is there.
struct RecordingsRun {
    /// Where the words go.
    enum Destination {
        /// Standard output, as one document.
        case standardOutput(TranscriptFormat)
        /// Files of these formats for each recording, below a folder or beside it.
        case files([TranscriptFormat], folder: String?, overwrite: Bool)
    }

    let recordings: [RecordingFile]
    let destination: Destination
    /// Made when the first recording needs it: those that have their results need no model.
    let makeTranscriber: () throws -> FileTranscriber
    let channels: ChannelMode
    let fullWindow: Bool

    private let clock = ContinuousClock()

    init(
        recordings: [RecordingFile], destination: Destination, channels: ChannelMode, fullWindow: Bool,
        makeTranscriber: @escaping () throws -> FileTranscriber
    ) {
        self.recordings = recordings
        self.destination = destination
        self.channels = channels
        self.fullWindow = fullWindow
        self.makeTranscriber = makeTranscriber
    }

    /// Transcribes them all.
    /// - Returns: whether each has its result.
    /// - Throws: ``CommandError`` if a result cannot be written; what is wrong with a recording, if it is the only one.
    func run() async throws -> Bool {
        switch destination {
        case .standardOutput(let format): try await print(as: format)
        case .files(let formats, let folder, let overwrite):
            try await write(formats, to: folder, overwrite: overwrite)
        }
    }

    private func print(as format: TranscriptFormat) async throws -> Bool {
        let output = Terminal.standardOutput
        let transcriber = try makeTranscriber()
        defer { transcriber.engine.pool.shutdown() }
        var transcripts: [FileTranscript] = []
        var progress = BatchProgress(sizes: recordings.map(\.bytes))
        for (index, recording) in recordings.enumerated() {
            do {
                let input = try RecordingInput(recording.path, name: recording.name)
                // Before a heading is printed.
                let bar = try FileProgress(input, place: progress.place)
                if format == .text, recordings.count > 1 {
                    output.write("\(index > 0 ? "\n" : "")==> \(input.name) <==\n")
                }
                let (transcript, seconds) = try await transcribe(input, with: transcriber, bar) { line in
                    guard format == .text else { return }
                    bar.finish()
                    output.write(line + "\n")
                }
                transcripts.append(transcript)
                let line = progress.finish(recording.name, duration: transcript.duration, in: seconds)
                if recordings.count > 1 { Terminal.standardError.writeLine(line) }
            } catch {
                try note(error, of: recording, in: &progress)
            }
        }
        if format != .text { output.write(try format.document(transcripts, asSeveral: recordings.count > 1)) }
        return conclude(progress)
    }

    private func write(_ formats: [TranscriptFormat], to folder: String?, overwrite: Bool) async throws -> Bool {
        let plan = try OutputPlan(recordings, formats: formats, folder: folder)
        var progress = BatchProgress(sizes: recordings.map(\.bytes))
        var transcriber: FileTranscriber?
        defer { transcriber?.engine.pool.shutdown() }
        for (recording, outputs) in zip(recordings, plan.outputs) {
            let missing = overwrite ? outputs : outputs.filter { !OutputFile.exists($0.path) }
            guard !missing.isEmpty else {
                let results = outputs.map { $0.path.split(separator: "/").last.map(String.init) ?? $0.path }
                Terminal.standardError.writeLine(progress.skip(recording.name, because: results))
                continue
            }
            do {
                guard folder != nil || recording.name == recording.path else {
                    throw AudioInputError(
                        .unreadable, "The name of \(recording.name) is not UTF-8",
                        remedy: "Rename it, or choose a folder with --output-dir")
                }
                let input = try RecordingInput(recording.path, name: recording.name)
                let bar = try FileProgress(input, place: progress.place)
                let ready = try transcriber ?? makeTranscriber()
                transcriber = ready
                let (transcript, seconds) = try await transcribe(input, with: ready, bar) { _ in }
                for output in missing {
                    try OutputFile.replace(
                        output.path, with: output.format.document([transcript], asSeveral: false).utf8)
                }
                Terminal.standardError.writeLine(
                    progress.finish(recording.name, duration: transcript.duration, in: seconds))
            } catch {
                try note(error, of: recording, in: &progress)
            }
        }
        return conclude(progress)
    }

    private func transcribe(
        _ input: RecordingInput, with transcriber: FileTranscriber, _ bar: FileProgress, emit: (String) -> Void
    ) async throws -> (FileTranscript, seconds: Double) {
        let start = clock.now
        defer { bar.finish() }
        let transcript =
            fullWindow
            ? try await transcriber.transcribeFullWindows(input, progress: bar.update)
            : try await transcriber.transcribe(input, channels: channels, progress: bar.update) { emit($0) }
        if fullWindow { transcript.lines.forEach(emit) }
        bar.finish()
        if transcript.hasUnlikeChannels {
            Terminal.standardError.writeLine(
                "steno: \(input.name) has two unlike channels, which were mixed. To keep them apart, use --channels apart."
            )
        }
        return (transcript, (clock.now - start) / .seconds(1))
    }

    /// One bad recording must not cost the others; a disk that is full costs them all.
    private func note(_ error: any Error, of recording: RecordingFile, in progress: inout BatchProgress) throws {
        guard recordings.count > 1, !(error is CommandError), !(error is CancellationError) else { throw error }
        Terminal.standardError.writeLine("steno: \(error)")
        progress.fail(recording.name)
    }

    private func conclude(_ progress: BatchProgress) -> Bool {
        if let summary = progress.summary { Terminal.standardError.writeLine("steno: \(summary)") }
        return progress.failed.isEmpty
    }
}
