import AudioInput
import Transcription
import VoiceActivity
import Whisper

/// Transcribes recordings.
struct FileTranscriber {
    let engine: Engine
    var language: String?
    var task: RecognitionTask
    /// Whether words get times.
    var wordTimes: Bool

    private static let sampleRate = Double(VoiceActivityModel.sampleRate)

    /// Transcribes a file as a live session would, but waiting longer for the end of an utterance, since nobody waits for it.
    ///
    /// - Parameter progress: called with the seconds heard.
    func transcribe(
        _ input: RecordingInput, progress: @escaping @Sendable (Double) -> Void
    ) async throws -> FileTranscript {
        let session = try TranscriptionSession(
            id: input.name, configuration: .recording(language: language, task: task, wordTimes: wordTimes),
            voiceActivity: engine.voiceActivity, pool: engine.pool)
        async let duration = Self.feed(input, to: session, progress: progress)
        var transcript = FileTranscript(file: input.name, duration: 0, language: nil, segments: [])
        for await event in session.events {
            switch event {
            case .final(let final):
                transcript.language = transcript.language ?? final.language
                transcript.segments.append(FileTranscript.Segment(final))
            case .failed(let error): throw error
            default: break
            }
        }
        transcript.duration = try await duration
        return transcript
    }

    /// Transcribes a file in windows of 30 s, as openai-whisper does: slower, and without regard for silence.
    ///
    /// - Parameter progress: called with the seconds done.
    func transcribeFullWindows(
        _ input: RecordingInput, progress: @escaping @Sendable (Double) -> Void
    ) async throws -> FileTranscript {
        var samples: [Float] = []
        var recording = try AudioFile(input)
        while let block = try recording.next() { samples += block }
        let model = engine.model
        var options = DecodingOptions(language: language, task: task == .translate ? .translate : .transcribe)
        options.window = .full
        let segments = try await engine.pool.run(session: input.name) { [options, samples] _, isCancelled in
            var options = options
            options.isCancelled = isCancelled
            return try model.transcribeLong(samples, options: options) { progress(Double($0) / Self.sampleRate) }
        }
        return FileTranscript(
            file: input.name, duration: Double(samples.count) / Self.sampleRate, language: segments.first?.language,
            segments: segments.map {
                FileTranscript.Segment(
                    text: $0.text, start: Double($0.start) / Self.sampleRate, end: Double($0.end) / Self.sampleRate)
            })
    }

    /// Sends a file's samples to a session. Returns the file's length in seconds.
    private static func feed(
        _ input: RecordingInput, to session: TranscriptionSession, progress: @Sendable (Double) -> Void
    ) async throws -> Double {
        var count = 0
        do {
            var file = try AudioFile(input)
            while let samples = try file.next() {
                try await session.append(samples)
                count += samples.count
                progress(Double(count) / sampleRate)
            }
        } catch {
            session.cancel()
            throw error
        }
        await session.finish()
        return Double(count) / sampleRate
    }
}
