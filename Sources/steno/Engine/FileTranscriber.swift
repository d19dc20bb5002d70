// SPDX-License-Identifier: Apache-2.0

import AudioInput
import SessionRuntime
import Transcription
import VoiceActivity
import Whisper

/// Transcribes recordings.
struct FileTranscriber {
    let engine: Engine
    var language: LanguageChoice
    var task: RecognitionTask
    /// Text that comes before the speech, or names to expect.
    var prompt: Prompt?
    /// Phrases to expect.
    var hotWords: HotWords?
    /// What is changed in the text.
    var textRules = TextRules()
    /// Whether words get times.
    var wordTimes: Bool
    /// Tells speakers apart; nil where nobody asked for it.
    var speakers: RecordingSpeakers?

    private static let sampleRate = Double(VoiceActivityModel.sampleRate)
    /// The part of the work that words are, where speakers are told apart as well.
    private static let transcriptionShare = 0.95

    /// Transcribes a file as a live session would, but waiting longer for the end of an utterance, since no one waits for it.
    ///
    /// - Parameters:
    ///   - channels: what becomes of them.
    ///   - progress: called with the seconds received.
    ///   - emit: called with each line as soon as it is known.
    func transcribe(
        _ input: RecordingInput, channels: ChannelMode, progress: @escaping @Sendable (Double) -> Void,
        emit: (String) -> Void
    ) async throws -> FileTranscript {
        let count = channels == .apart ? try AudioFile(input).channels : 1
        guard count > 1 else {
            guard let speakers else {
                return try await transcribe(input, channel: nil, progress: progress, emit: emit)
            }
            let share = Self.transcriptionShare
            let transcript = try await transcribe(input, channel: nil, progress: { progress($0 * share) }) { _ in }
            // After all is known, for what comes later may tell two voices apart.
            let turns = try await engine.pool.run(session: input.name) { _, _ in
                try speakers.turns(of: input) { progress(transcript.duration * share + $0 * (1 - share)) }
            }
            let attributed = SpeakerAttribution(turns: turns.turns).attributed(transcript)
            attributed.lines.forEach(emit)
            return attributed
        }
        var transcripts: [FileTranscript] = []
        for channel in 0..<count {
            let done = transcripts.map(\.duration).reduce(0, +)
            transcripts.append(
                try await transcribe(input, channel: channel) {
                    progress((done + $0) / Double(count))
                } emit: { _ in
                })
        }
        let joined = FileTranscript.joining(transcripts)
        joined.lines.forEach(emit)
        return joined
    }

    private func transcribe(
        _ input: RecordingInput, channel: Int?, progress: @escaping @Sendable (Double) -> Void,
        emit: (String) -> Void
    ) async throws -> FileTranscript {
        let session = try TranscriptionSession(
            id: input.name,
            configuration: .recording(
                language: language.code, detection: language.detection, task: task, prompt: prompt, hotWords: hotWords,
                textRules: textRules, wordTimes: wordTimes),
            voiceActivity: engine.voiceActivity, pool: engine.pool)
        var transcript = FileTranscript(file: input.name, duration: 0, language: nil, segments: [])
        let hasUnlikeChannels = Latch()
        let length = try await RecordingTranscription(session).run { take in
            var file = try AudioFile(input, channel: channel)
            var count = 0
            while let samples = try file.next() {
                try await take(samples)
                count += samples.count
                progress(Double(count) / Self.sampleRate)
            }
            if file.hasUnlikeChannels { hasUnlikeChannels.raise() }
        } emit: { event in
            guard case .final(let final) = event else { return }
            transcript.language = transcript.language ?? final.language
            transcript.segments.append(FileTranscript.Segment(final))
            emit(final.text)
        }
        transcript.duration = Double(length) / Self.sampleRate
        transcript.hasUnlikeChannels = hasUnlikeChannels.isRaised
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
        let hasUnlikeChannels = recording.hasUnlikeChannels
        let model = engine.model
        var options = DecodingOptions(
            language: language.code, languages: language.detection.candidates,
            task: task == .translate ? .translate : .transcribe)
        options.window = .full
        options.beamSize = engine.beamSize
        options.hotWords = hotWords.map(WhisperRecognizer(model: model).tree(of:))
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
            }, hasUnlikeChannels: hasUnlikeChannels)
    }
}
