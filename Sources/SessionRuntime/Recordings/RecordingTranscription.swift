// SPDX-License-Identifier: Apache-2.0

package import TranscriptJournal
package import Transcription

/// Transcribes a recording, as fast as the machine has time beside live sessions.
package struct RecordingTranscription: Sendable {
    /// Reads a recording, and hands each block of 16 kHz mono samples on.
    package typealias Recording =
        @Sendable (_ take: ([Float]) async throws -> Void) async throws -> Void

    private let transcription: any TranscribingSession
    private let follower: TranscriptFollower

    /// - Parameter name: under which the journal keeps the finals.
    package init(_ transcription: any TranscribingSession, name: String = "", journal: Journal? = nil) {
        self.transcription = transcription
        self.follower = TranscriptFollower(name: name, journal: journal)
    }

    /// Transcribes all of it.
    /// - Parameter emit: called with each event as it comes.
    /// - Returns: the length of the recording, in samples of 16 kHz.
    /// - Throws: what `recording` or `emit` throws, `SessionError` when the transcription fails, `CancellationError`.
    package func run(
        _ recording: @escaping Recording, emit: (TranscriptEvent) async throws -> Void
    ) async throws -> Int {
        async let length = self.feed(recording)
        do {
            try await self.follower.follow(self.transcription.events, emit: emit)
        } catch {
            self.transcription.cancel()
            throw error
        }
        return try await length
    }

    private func feed(_ recording: Recording) async throws -> Int {
        var length = 0
        do {
            try await recording { samples in
                try Task.checkCancellation()
                try await self.transcription.append(samples)
                length += samples.count
            }
        } catch {
            self.transcription.cancel()
            throw error
        }
        await self.transcription.finish()
        return length
    }
}
