// SPDX-License-Identifier: Apache-2.0

package import Logging
import TranscriptJournal
package import Transcription

/// A client's session whose audio is a recording that is all there.
package struct RecordingSession: Sendable {
    private let id: String
    private let owner: String
    private let environment: SessionEnvironment
    private let transcription: any TranscribingSession
    private let permit: SessionPermit
    private let recorder: SessionRecorder
    private let recording: RecordingTranscription.Recording

    /// - Parameters:
    ///   - id: the session's id.
    ///   - owner: whose session it is.
    ///   - permit: the session's, released when it has ended.
    ///   - dialect: what its client speaks.
    ///   - logger: with the session's id and the client's address.
    ///   - recording: the audio.
    /// - Throws: as ``SessionEnvironment/makeSession(_:id:owner:)``.
    package init(
        id: String, owner: String, configuration: SessionConfiguration, environment: SessionEnvironment,
        permit: SessionPermit, dialect: String, logger: Logger, recording: @escaping RecordingTranscription.Recording
    ) throws {
        self.id = id
        self.owner = owner
        self.environment = environment
        self.transcription = try environment.makeSession(configuration, id: id, owner: owner)
        self.permit = permit
        self.recorder = environment.recorder(dialect, logger: logger, isLive: false)
        self.recording = recording
    }

    /// Transcribes it, and counts it in and out.
    /// - Parameter emit: called with each event as it comes.
    /// - Returns: the finals, and the length in samples of 16 kHz.
    /// - Throws: as ``RecordingTranscription/run(_:emit:)``; ``Rejection`` when its key is revoked meanwhile.
    package func run(
        emit: (TranscriptEvent) async throws -> Void = { _ in }
    ) async throws -> (finals: [FinalTranscript], length: Int) {
        self.recorder.begin()
        defer {
            self.recorder.end()
            self.permit.release()
        }
        let journal = self.environment.journal
        await journal?.begin(self.id, owner: self.owner, model: self.environment.model.name)
        let token = self.environment.recordings.add(self.transcription, owner: self.owner)
        let outcome: Result<(finals: [FinalTranscript], length: Int), any Error>
        do {
            outcome = .success(try await self.transcribe(emit))
        } catch {
            outcome = .failure(error)
        }
        let isRevoked = self.environment.recordings.remove(token)
        await journal?.end(self.id)
        if isRevoked {
            self.recorder.note(ending: Rejection.Code.invalidKey.rawValue)
            throw Rejection(.invalidKey, SessionFault.revokedKey.message)
        }
        if case .failure(let error) = outcome {
            self.recorder.note(ending: error is CancellationError ? "connection_lost" : "transcription_failed")
        }
        return try outcome.get()
    }

    private func transcribe(
        _ emit: (TranscriptEvent) async throws -> Void
    ) async throws -> (finals: [FinalTranscript], length: Int) {
        var finals: [FinalTranscript] = []
        let transcription = RecordingTranscription(
            self.transcription, name: self.id, journal: self.environment.journal)
        let length = try await transcription.run { [recording, recorder] take in
            try await recording { samples in
                recorder.received(samples: samples.count)
                try await take(samples)
            }
        } emit: { event in
            self.recorder.emitted(event)
            if case .final(let final) = event { finals.append(final) }
            try await emit(event)
        }
        return (finals, length)
    }
}
