// SPDX-License-Identifier: Apache-2.0

internal import Transcription

/// A task that carries audio into a session. Both end with the last reference to it.
final class AudioFeed: Sendable {
    let session: TranscriptionSession
    private let task: Task<Void, any Error>

    init<Audio: AsyncSequence & Sendable>(_ audio: Audio, _ session: TranscriptionSession)
    where Audio.Element == [Float] {
        self.session = session
        task = Task {
            do {
                for try await samples in audio { try await session.append(samples) }
            } catch {
                await session.finish()
                throw error
            }
            await session.finish()
        }
    }

    deinit {
        task.cancel()
        session.cancel()
    }

    /// Waits until all audio is in.
    ///
    /// - Throws: what the audio threw.
    func end() async throws { try await task.value }
}
