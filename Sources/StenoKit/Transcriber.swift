// SPDX-License-Identifier: Apache-2.0

internal import AudioInput
public import ModelStore
public import Transcription
internal import VoiceActivity
internal import Whisper

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A model that transcribes recordings and live audio.
///
///     let transcriber = try Transcriber(model: "base")
///     for final in try await transcriber.transcribe(file: "talk.wav") { print(final.text) }
///
/// One transcriber serves any number of sessions at once, which share its threads. Build with `-c release`: without
/// optimization the engine is 10 to 100 times slower.
public final class Transcriber: Sendable {
    private let voiceActivity: VoiceActivityModel
    private let pool: InferencePool

    /// Loads a model. Blocks for as long as that takes, a second or more.
    ///
    /// - Parameters:
    ///   - model: the name of an installed model, or a folder in CTranslate2's or Hugging Face's form.
    ///   - store: where models are installed; `~/.cache/steno` unless the environment names another place.
    /// - Throws: `ModelStoreError` if the model is not installed, `WhisperError` or `WeightsError` if it is damaged.
    public convenience init(model: String = "base", store: ModelStore? = nil) throws {
        let store = store ?? ModelStore(environment: ProcessInfo.processInfo.environment)
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let whisper = try WhisperModel(folder: store.path(of: model), threads: cores, sharesThreads: true)
        let voiceActivity = try VoiceActivityModel(
            path: "\(store.path(of: Catalog.voiceActivityModel))/\(VoiceActivityModel.fileName)")
        let pool = try InferencePool(
            recognizer: WhisperRecognizer(model: whisper), settings: InferenceSettings(workers: cores))
        self.init(voiceActivity: voiceActivity, pool: pool)
    }

    private init(voiceActivity: VoiceActivityModel, pool: InferencePool) {
        self.voiceActivity = voiceActivity
        self.pool = pool
    }

    /// Transcribes a recording in any format that `AudioFile` reads.
    ///
    /// - Parameters:
    ///   - path: the recording.
    ///   - language: the language spoken, as an ISO 639-1 code; nil to detect it.
    ///   - wordTimes: whether finals carry the times of their words.
    /// - Returns: the utterances in the order they were spoken.
    /// - Throws: `AudioInputError` if the recording cannot be read, `SessionError` if transcription fails,
    ///   `CancellationError` if the task is cancelled.
    public func transcribe(
        file path: String, language: String? = nil, wordTimes: Bool = false
    ) async throws -> [FinalTranscript] {
        let configuration = SessionConfiguration.recording(language: language, task: .transcribe, wordTimes: wordTimes)
        var finals: [FinalTranscript] = []
        for try await event in try stream(RecordedAudio(path: path), configuration: configuration) {
            if case .final(let final) = event { finals.append(final) }
        }
        return finals
    }

    /// Transcribes live audio.
    ///
    /// - Parameters:
    ///   - audio: 16 kHz mono in −1…1, in pieces of any length. `LiveAudioDecoder` makes it from other formats.
    ///   - configuration: how to transcribe.
    /// - Returns: the events of the session, as they come. Leaving the loop ends the session.
    /// - Throws: `SessionError` if a setting is out of its range.
    public func stream<Audio: AsyncSequence & Sendable>(
        _ audio: Audio, configuration: SessionConfiguration = SessionConfiguration()
    ) throws -> LiveTranscript where Audio.Element == [Float] {
        let session = try TranscriptionSession(
            id: UUID().uuidString, configuration: configuration, voiceActivity: voiceActivity, pool: pool)
        return LiveTranscript(of: audio, in: session)
    }
}
