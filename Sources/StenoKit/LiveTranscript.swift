// SPDX-License-Identifier: Apache-2.0

public import Transcription

/// The events of one session, for one loop. It ends after the last event of the audio, and throws what the audio
/// throws, or a `SessionError`.
public struct LiveTranscript: AsyncSequence, Sendable {
    private let feed: AudioFeed

    /// Feeds `audio` to `session` from now on.
    init<Audio: AsyncSequence & Sendable>(of audio: Audio, in session: TranscriptionSession)
    where Audio.Element == [Float] {
        feed = AudioFeed(audio, session)
    }

    /// Makes an iterator. Two at once share the events.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(feed: feed, events: feed.session.events.makeAsyncIterator())
    }

    /// Waits for events.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let feed: AudioFeed
        fileprivate var events: TranscriptEvents.AsyncIterator

        /// The next event, nil after the last.
        ///
        /// - Throws: what the audio throws, `SessionError` if transcription fails, `CancellationError`.
        public mutating func next() async throws -> TranscriptEvent? {
            if let event = await events.next() {
                if case .failed(let error) = event { throw error }
                return event
            }
            try Task.checkCancellation()
            try await feed.end()
            return nil
        }
    }
}
